using Chan.Server.Configuration.Faults;
using Chan.Server.Configuration.Sources;

namespace Chan.Server.Configuration.Reading;

/// <summary>Turns the tree of settings into the configuration, and checks what no single section can.</summary>
internal sealed class GatewayReader(ReadContext context)
{
    /// <summary>Reads everything; the result may be used only if no error was reported.</summary>
    public GatewayConfiguration Read(SettingNode root)
    {
        var ports = new PortReader(context);
        var services = new ServiceReader(context);
        List<ReadPort> readPorts = [.. root.Named("ports").Where(IsSection).Select(ports.Read)];
        List<ReadService> readServices = [.. root.Named("services").Where(IsSection).Select(services.Read)];
        RequireAny(root, "ports", FaultCodes.NoPorts, "No port is described: the gateway would listen nowhere.",
            "Write \"ports\": { \"native\": { \"port\": 12340, \"services\": [\"name\"] } }");
        RequireAny(root, "services", FaultCodes.NoServices, "No service is described: there would be nothing to connect to.",
            "Write \"services\": { \"name\": { \"mfa\": [\"module\", \"function\", \"arguments\"], \"verifier\": \"...\" } }");

        new PortChecks(context).Check(readPorts, readServices);
        new CredentialChecks(context).Check(readPorts, readServices);
        return new()
        {
            Ports = [.. readPorts.Select(read => read.Port)],
            Services = [.. readServices.Select(read => read.Service)],
            Modules = ReadModules(root),
            StateFolder = ReadStateFolder(root),
            Certificate = "ephemeral".Equals(root.Text("certificate"), StringComparison.OrdinalIgnoreCase) ? CertificateStorage.Ephemeral : CertificateStorage.Stored,
            DrainTimeout = root.Duration("drainTimeout", TimeSpan.FromSeconds(10)),
            Limits = LimitsReader.ReadGateway(root, context.Faults),
            KdfParameters = CredentialChecks.CommonParameters(readServices),
        };
    }

    private static bool IsSection(SettingNode node) => node.Location.Shape == SettingShape.Section;

    private void RequireAny(SettingNode root, string key, string code, string message, string hint)
    {
        if (root.Named(key).Count == 0 && root[key] is null or { Location.Shape: SettingShape.Section })
        {
            context.Error(code, (root[key]?.Location ?? root.Location).Key(), message, hint);
        }
    }

    private List<string> ReadModules(SettingNode root)
    {
        List<string> modules = [];
        foreach (SettingNode item in root.Items("modules"))
        {
            string path = item.Value!.Length == 0 ? "" : context.Resolve(item.Value);
            if (File.Exists(path))
            {
                modules.Add(path);
            }
            else
            {
                context.Error(FaultCodes.ModuleMissing, item.Location, $"There is no assembly {SettingPhrases.Quote(item.Value)}.",
                    "Relative paths start at the configuration file's folder.");
            }
        }

        return modules;
    }

    private string ReadStateFolder(SettingNode root)
    {
        if (root.Text("stateFolder") is { Length: > 0 } written)
        {
            return context.Resolve(written);
        }

        if (root["stateFolder"] is { Value: "" } empty)
        {
            context.Error(FaultCodes.Malformed, empty.Location, "'stateFolder' is empty.", "Write the path of a folder, or remove the key.");
        }

        if (DefaultStateFolder.Find(Environment.GetEnvironmentVariable) is { } folder)
        {
            return folder;
        }

        context.Error(FaultCodes.Missing, root.Location, "There is no home folder to keep the gateway's certificate in.",
            "Write \"stateFolder\": \"/var/lib/chan\".");
        return "";
    }
}
