using Chan.Protocol.Verifiers;
using Chan.Server.Configuration.Faults;
using Chan.Terms.Patterns;
using Chan.Terms.Syntax;

namespace Chan.Server.Configuration.Reading;

/// <summary>Reads the section of one service.</summary>
internal sealed class ServiceReader(ReadContext context)
{
    private readonly TargetReader _targets = new(context);
    private readonly CredentialReader _credentials = new(context);

    public ReadService Read(SettingNode section)
    {
        bool goodName = ServiceName.IsValid(section.Name);
        if (!goodName)
        {
            context.Error(FaultCodes.BadServiceName, section.Location.Key(), $"{SettingPhrases.Quote(section.Name)} is not a name for a service.",
                "Use 1 to 64 of A-Z a-z 0-9 _ . -");
        }

        string identity = goodName ? section.Name : "unnamed";
        Credential? own = _credentials.Read(section, identity, $"service '{section.Name}'");
        Dictionary<string, Credential> clients = ReadClients(section, identity);
        if (own is null && section.Named("clients").Count == 0 && !CredentialReader.WasWritten(section))
        {
            context.Error(FaultCodes.NoCredential, section.Location.Key(), $"The service '{section.Name}' has no password.",
                "Give it a verifier (made by chan passwd), a passwordFile, or clients; only classic ports serve \"noPassword\": true.");
        }

        return new(
            new()
            {
                Name = section.Name,
                Target = _targets.Read(section),
                Password = own,
                Clients = clients,
                Accept = ReadAccept(section),
                Limits = LimitsReader.ReadService(section),
                RevealErrors = section.Flag("revealErrors"),
                RpcIds = section.Flag("rpcIds"),
            },
            section);
    }

    private Dictionary<string, Credential> ReadClients(SettingNode section, string service)
    {
        Dictionary<string, Credential> clients = new(StringComparer.Ordinal);
        foreach (SettingNode client in section.Named("clients"))
        {
            bool goodName = ServiceName.IsValid(client.Name);
            if (!goodName)
            {
                context.Error(FaultCodes.BadClientName, client.Location.Key(), $"{SettingPhrases.Quote(client.Name)} is not a name for a client.",
                    "Use 1 to 64 of A-Z a-z 0-9 _ . -");
            }

            string subject = $"client '{client.Name}' of service '{section.Name}'";
            if (_credentials.Read(client, $"{service}/{(goodName ? client.Name : "unnamed")}", subject) is { } credential)
            {
                clients[client.Name] = credential;
            }
            else if (!CredentialReader.WasWritten(client))
            {
                context.Error(FaultCodes.NoCredential, client.Location.Key(), $"The {subject} has no password.",
                    "Give it a verifier (made by chan passwd) or a passwordFile.");
            }
        }

        return clients;
    }

    private List<TermPattern> ReadAccept(SettingNode section)
    {
        List<TermPattern> patterns = [];
        foreach (SettingNode item in section.Items("accept"))
        {
            try
            {
                patterns.Add(TermPattern.Parse(item.Value!));
            }
            catch (TermSyntaxException wrong)
            {
                context.Error(FaultCodes.PatternMalformed, item.Location, $"This is not a pattern: {SettingPhrases.Sentence(wrong.Message)}",
                    "Write an Erlang term with variables and _, such as \"{lookup, _}\".");
            }
        }

        return patterns;
    }
}
