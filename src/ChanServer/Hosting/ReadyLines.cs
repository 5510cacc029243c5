using Chan.Server.Configuration;
using Chan.Server.Listening;

namespace Chan.Server.Hosting;

/// <summary>What the program prints when the gateway listens: one line per port, the fingerprint, and how to call it.</summary>
internal static class ReadyLines
{
    /// <summary>The lines, without line ends.</summary>
    public static IEnumerable<string> Make(string configurationPath, string fingerprint, IReadOnlyList<BoundPort> ports)
    {
        yield return $"chan gateway {ProductVersion.Text}, configuration {configurationPath}";
        foreach (BoundPort port in ports)
        {
            yield return $"listening: {port.Name} on {port.EndPoint}, {Name(port.Protocol)}, services: {string.Join(", ", port.Services)}";
        }

        if (ports.Any(port => port.Protocol == PortProtocol.Native))
        {
            yield return $"certificate: {fingerprint}";
        }

        BoundPort example = ports.FirstOrDefault(port => port.Protocol == PortProtocol.Native) ?? ports[0];
        if (example.Services is [var service, ..])
        {
            string scheme = example.Protocol == PortProtocol.Native ? "chan" : "chan-classic";
            yield return $"try: chan rpc {service} \"{{lookup, joe}}\" --server {scheme}://{example.EndPoint}{(scheme == "chan" ? "" : " --classic")}";
        }

        yield return "Press Ctrl+C to stop.";
    }

    private static string Name(PortProtocol protocol) => protocol == PortProtocol.Native ? "native" : "classic (not encrypted)";
}
