using System.CommandLine;
using System.Security.Cryptography;
using Chan.Distribution.Net.Carriers;

namespace Chan.Cli.Nodes;

/// <summary>The files of a cluster that speaks TLS: all three, or none.</summary>
internal sealed class NodeTlsArguments
{
    private readonly Option<string?> _certificate = File("--tls-cert", "Certificate of this command's node, PEM: the cluster speaks TLS.");
    private readonly Option<string?> _key = File("--tls-key", "Private key of that certificate, PEM.");
    private readonly Option<string?> _authorities = File("--tls-ca", "Certificates of the authorities that nodes must come from, PEM.");

    internal void AddTo(Command command)
    {
        command.Options.Add(_certificate);
        command.Options.Add(_key);
        command.Options.Add(_authorities);
    }

    /// <exception cref="UsageException">One of the three is missing or cannot be used.</exception>
    internal NodeTlsOptions? Read(ParseResult arguments)
    {
        string?[] files = [arguments.GetValue(_certificate), arguments.GetValue(_key), arguments.GetValue(_authorities)];
        if (files.All(static file => file is null))
        {
            return null;
        }

        if (files is not [{ } certificate, { } key, { } authorities])
        {
            throw new UsageException("TLS between nodes needs all of --tls-cert FILE, --tls-key FILE and --tls-ca FILE.");
        }

        try
        {
            return NodeTlsOptions.FromPemFiles(certificate, key, authorities);
        }
        catch (Exception e) when (e is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new UsageException($"The files for TLS cannot be used: {e.Message}");
        }
    }

    private static Option<string?> File(string name, string description)
        => new(name) { HelpName = "FILE", Description = description, Recursive = true };
}
