using System.Security.Cryptography;
using Chan.Protocol.Verifiers;
using Chan.Server.Configuration.Faults;
using Chan.Server.Configuration.Secrets;
using Chan.Server.Configuration.Sources;

namespace Chan.Server.Configuration.Reading;

/// <summary>Reads what a service or a client of a service is checked against. No report made here quotes a value.</summary>
internal sealed class CredentialReader(ReadContext context)
{
    /// <summary>Longest password file, in bytes; longer is a mistake, not a password.</summary>
    internal const int MaxPasswordFile = 4096;

    /// <summary>
    /// Password of the book's name server, known to everybody: the classic form has no key to mark a demonstration, so this
    /// one value marks itself.
    /// </summary>
    internal const string PublishedPassword = "ABXy45";

    private static readonly string[] Keys = ["password", "passwordFile", "verifier", "noPassword"];

    /// <summary>True if the section has any key about passwords, faulty or not.</summary>
    public static bool WasWritten(SettingNode section) => Written(section).Any();

    /// <summary>Reads the credential of a section; null if there is none, or a faulty one.</summary>
    /// <param name="section">The service or client.</param>
    /// <param name="idProver">The name that a verifier must be bound to.</param>
    /// <param name="subject">Names the owner of the credential in reports.</param>
    public Credential? Read(SettingNode section, string idProver, string subject)
    {
        SettingNode[] written = [.. Written(section)];
        if (written.Length == 0)
        {
            return null;
        }

        // A later layer replaces the whole credential, not only the key of the same name.
        SettingLayer layer = written.Max(node => node.Location.Layer);
        SettingNode[] chosen = [.. written.Where(node => node.Location.Layer == layer)];
        if (chosen.Length > 1)
        {
            context.Error(FaultCodes.TwoCredentials, chosen[1].Location.Key(),
                $"The {subject} has two passwords: '{chosen[0].Name}' and '{chosen[1].Name}'.", "Keep one of them.");
            return null;
        }

        return chosen[0].Name.ToUpperInvariant() switch
        {
            "PASSWORD" => ReadPassword(section, chosen[0], subject),
            "PASSWORDFILE" => ReadFile(chosen[0], subject),
            "VERIFIER" => ReadVerifier(chosen[0], idProver, subject),
            _ => new Credential.None(),
        };
    }

    private static IEnumerable<SettingNode> Written(SettingNode section)
        => Keys.Select(key => section[key]).OfType<SettingNode>()
            .Where(node => !node.Name.Equals("noPassword", StringComparison.OrdinalIgnoreCase) || section.Flag("noPassword"));

    private Credential.Password? ReadPassword(SettingNode section, SettingNode node, string subject)
    {
        if (RefuseCommandLine(node, subject) || node.Value is null)
        {
            return null;
        }

        CredentialSource source = node.Location.Layer == SettingLayer.Environment ? CredentialSource.Environment : CredentialSource.Literal;
        if (source == CredentialSource.Literal)
        {
            source = JudgeLiteral(section, node, subject);
        }

        return Make(node, () => ChanPassword.FromString(node.Value), source, subject);
    }

    private CredentialSource JudgeLiteral(SettingNode section, SettingNode node, string subject)
    {
        bool published = context.File.IsClassic && node.Value == PublishedPassword;
        if (section.Flag("demo") || published)
        {
            context.Warning(FaultCodes.DemoPassword, node.Location, $"The password of the {subject} is a published one, for demonstration: anybody on this machine can use it.",
                "Before real use, make a password with chan passwd and remove \"demo\".");
            return CredentialSource.Demo;
        }

        if (RefuseReadable(node, subject, "password"))
        {
            return CredentialSource.Literal;
        }

        context.Warning(FaultCodes.LiteralPassword, node.Location, $"The password of the {subject} stands in the configuration file.",
            "Keep a verifier instead (chan passwd makes one), or a passwordFile.");
        return CredentialSource.Literal;
    }

    private Credential.Verifier? ReadVerifier(SettingNode node, string idProver, string subject)
    {
        if (RefuseCommandLine(node, subject) || node.Value is null)
        {
            return null;
        }

        if (node.Location.Layer == SettingLayer.File)
        {
            RefuseReadable(node, subject, "verifier");
        }

        if (!VerifierRecord.TryParse(node.Value, out VerifierRecord? record, out string? fault))
        {
            context.Error(FaultCodes.VerifierMalformed, node.Location, $"The verifier of the {subject} is faulty. {SettingPhrases.Sentence(fault)}",
                $"Make a new one: chan passwd {idProver}");
            return null;
        }

        if (record.IdProver != idProver)
        {
            context.Error(FaultCodes.VerifierForeign, node.Location,
                $"The verifier of the {subject} was made for {SettingPhrases.Quote(record.IdProver)} and holds for that name only.",
                $"Make one for this name: chan passwd {idProver}");
            return null;
        }

        return new(record);
    }

    private Credential.Password? ReadFile(SettingNode node, string subject)
    {
        if (string.IsNullOrEmpty(node.Value))
        {
            if (node.Value is not null)
            {
                context.Error(FaultCodes.PasswordFileRefused, node.Location, $"The password file of the {subject} has no name.", "Write the path of the file.");
            }

            return null;
        }

        byte[] content;
        try
        {
            content = SecretFile.ReadAll(context.Resolve(node.Value), MaxPasswordFile);
            context.Version.Add(content);
        }
        catch (SecretFileException refused)
        {
            context.Error(FaultCodes.PasswordFileRefused, node.Location, $"The password file of the {subject} is refused: {refused.Problem}.", refused.Cure);
            return null;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or ArgumentException)
        {
            bool missing = failed is FileNotFoundException or DirectoryNotFoundException;
            context.Error(FaultCodes.PasswordFileRefused, node.Location,
                $"The password file of the {subject} {(missing ? "does not exist" : "cannot be read")}.",
                $"Relative paths start at the configuration file's folder: {context.Resolve(node.Value)} is looked for.");
            return null;
        }

        try
        {
            return Make(node, () => ChanPassword.FromUtf8File(content), CredentialSource.File, subject);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private Credential.Password? Make(SettingNode node, Func<ChanPassword> make, CredentialSource source, string subject)
    {
        try
        {
            return new(make(), source);
        }
        catch (FormatException wrong)
        {
            context.Error(FaultCodes.PasswordMalformed, node.Location, $"The password of the {subject} cannot be used.", SettingPhrases.Sentence(wrong.Message));
            return null;
        }
    }

    private bool RefuseReadable(SettingNode node, string subject, string what)
    {
        if (!context.File.IsOwnerOnly)
        {
            context.Error(FaultCodes.LiteralReadable, node.Location,
                $"The {what} of the {subject} stands in a file that other users can read.",
                $"Run: chmod 600 {context.File.Path}   or keep it elsewhere: passwordFile, or an environment variable.");
        }

        return !context.File.IsOwnerOnly;
    }

    private bool RefuseCommandLine(SettingNode node, string subject)
    {
        if (node.Location.Layer != SettingLayer.CommandLine)
        {
            return false;
        }

        context.Error(FaultCodes.SecretOnCommandLine, node.Location, $"The password of the {subject} stands on the command line, which every user can see.",
            "Use a passwordFile or an environment variable, and change this password.");
        return true;
    }
}
