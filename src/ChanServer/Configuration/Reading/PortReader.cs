using System.Net;
using System.Net.Sockets;
using Chan.Protocol.Verifiers;
using Chan.Server.Configuration.Faults;
using Chan.Server.Configuration.Sources;

namespace Chan.Server.Configuration.Reading;

/// <summary>Reads the section of one port.</summary>
internal sealed class PortReader(ReadContext context)
{
    private const int ClassicConnections = 100;

    public ReadPort Read(SettingNode section)
    {
        if (!ServiceName.IsValid(section.Name))
        {
            context.Error(FaultCodes.BadPortName, section.Location.Key(), $"{SettingPhrases.Quote(section.Name)} is not a name for a port.",
                "Use 1 to 64 of A-Z a-z 0-9 _ . -");
        }

        bool classic = "classic".Equals(section.Text("protocol"), StringComparison.OrdinalIgnoreCase);
        var port = new PortConfiguration
        {
            Name = section.Name,
            EndPoint = new(ReadAddress(section), ReadNumber(section)),
            Protocol = classic ? PortProtocol.Classic : PortProtocol.Native,
            Services = ReadServices(section),
            RevealServices = section.Flag("revealServices"),
        };
        CheckProtocolKeys(section, port);
        int connections = section["limits"]?.Integer("connections", 0) ?? 0;
        return new(port with { MaxConnections = connections > 0 ? connections : classic ? ClassicConnections : port.MaxConnections }, section);
    }

    /// <summary>True if nothing outside this machine can connect to the address.</summary>
    public static bool IsLoopback(PortConfiguration port) => IPAddress.IsLoopback(port.EndPoint.Address);

    private IPAddress ReadAddress(SettingNode section)
    {
        if (section["address"]?.Location.Shape is not (SettingShape.String or SettingShape.Text) || section.Text("address") is not { } text || text.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback;
        }

        // TryParse alone takes "1" for 0.0.0.1.
        if (IPAddress.TryParse(text, out IPAddress? address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || text.Count(c => c == '.') == 3))
        {
            return address;
        }

        context.Error(FaultCodes.BadAddress, section["address"]!.Location, $"{SettingPhrases.Quote(text)} is not an IP address.",
            "Use \"127.0.0.1\" or \"::1\" for this machine only, \"0.0.0.0\" or \"::\" for all addresses; names are not looked up.");
        return IPAddress.Loopback;
    }

    private int ReadNumber(SettingNode section)
    {
        if (section["port"] is null)
        {
            context.Error(FaultCodes.Missing, section.Location.Key(), $"The port '{section.Name}' has no number.",
                "Write \"port\": 12340, or 0 to let the system choose one.");
        }

        return Math.Clamp(section.Integer("port", 0), IPEndPoint.MinPort, IPEndPoint.MaxPort);
    }

    private List<string> ReadServices(SettingNode section)
    {
        IReadOnlyList<SettingNode> items = section.Items("services");
        if (items.Count == 0 && section["services"] is null or { Location.Shape: SettingShape.List, Children.Count: 0 })
        {
            context.Error(FaultCodes.Missing, (section["services"]?.Location ?? section.Location).Key(), $"The port '{section.Name}' offers no service.",
                "Write \"services\": [\"name\"] with names from the section services.");
        }

        List<string> names = [];
        foreach (SettingNode item in items)
        {
            if (names.Contains(item.Value!))
            {
                context.Warning(FaultCodes.ServiceTwice, item.Location, $"The port '{section.Name}' names {SettingPhrases.Quote(item.Value)} twice.",
                    "Remove one of the two.");
            }
            else
            {
                names.Add(item.Value!);
            }
        }

        return names;
    }

    private void CheckProtocolKeys(SettingNode section, PortConfiguration port)
    {
        const string Acknowledgement = "iUnderstandClassicIsInsecure";
        if (port.Protocol == PortProtocol.Native)
        {
            foreach (string key in (string[])["revealServices", Acknowledgement])
            {
                if (section[key] is { } node)
                {
                    context.Error(FaultCodes.WrongProtocol, node.Location.Key(), $"'{key}' belongs to classic ports; '{section.Name}' is native.",
                        "Remove the key, or write \"protocol\": \"classic\".");
                }
            }

            return;
        }

        SettingLocation at = section["protocol"]!.Location;
        if (!IsLoopback(port) && !section.Flag(Acknowledgement))
        {
            context.Error(FaultCodes.ClassicOffLoopback, (section["address"] ?? section["protocol"]!).Location,
                $"The classic port '{section.Name}' would be open to other machines: passwords can be guessed from what it sends, and nothing is encrypted.",
                $"Use a native port, or an address of this machine (127.0.0.1), or write \"{Acknowledgement}\": true at this port.");
        }

        context.Warning(FaultCodes.ClassicEnabled, at, $"The port '{section.Name}' speaks the classic protocol: no encryption, and the password can be guessed from what it sends.",
            "Use it only for clients that speak nothing else; give others a native port.");
    }
}
