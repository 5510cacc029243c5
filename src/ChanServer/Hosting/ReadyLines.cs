using System.Net;
using Chan.Server.Configuration;
using Chan.Server.Listening;

namespace Chan.Server.Hosting;

/// <summary>What the program prints when the gateway listens: one line per port, the fingerprint, and how to call it.</summary>
internal static class ReadyLines
{
    /// <summary>The lines, without line ends.</summary>
    /// <param name="configurationPath">As the owner gave it.</param>
    /// <param name="fingerprint">Of the native ports' certificate.</param>
    /// <param name="ports">What is listened on, at least one.</param>
    /// <param name="services">What stands behind the ports' services: an example can be given for the name server alone.</param>
    public static IEnumerable<string> Make(
        string configurationPath, string fingerprint, IReadOnlyList<BoundPort> ports, IReadOnlyList<ServiceConfiguration> services)
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

        yield return $"try: {Example(ports, services)}";
        yield return "Press Ctrl+C to stop.";
    }

    // Native before classic, a name server before a service whose messages only its owner knows.
    private static string Example(IReadOnlyList<BoundPort> ports, IReadOnlyList<ServiceConfiguration> services)
    {
        HashSet<string> nameServers = [.. services.Where(IsNameServer).Select(service => service.Name)];
        (BoundPort port, string name) = ports.OrderBy(port => port.Protocol != PortProtocol.Native)
            .SelectMany(port => port.Services, (port, name) => (port, name))
            .OrderBy(offer => !nameServers.Contains(offer.name))
            .FirstOrDefault((ports[0], "SERVICE"));
        string url = $"{(port.Protocol == PortProtocol.Native ? "chan" : "chan-classic")}://{Reachable(port.EndPoint)}";
        return nameServers.Contains(name) ? $"chan rpc {name} \"{{lookup, joe}}\" -s {url}" : $"chan connect {name} -s {url}";
    }

    private static bool IsNameServer(ServiceConfiguration service) => service.Target is ServiceTarget.Mfa { Module.Name: "mod_name_server" };

    // Nobody can connect to the address that stands for all: from this machine its loopback is one of them.
    private static IPEndPoint Reachable(IPEndPoint bound)
        => bound.Address.Equals(IPAddress.Any) ? new(IPAddress.Loopback, bound.Port)
            : bound.Address.Equals(IPAddress.IPv6Any) ? new(IPAddress.IPv6Loopback, bound.Port)
            : bound;

    private static string Name(PortProtocol protocol) => protocol == PortProtocol.Native ? "native" : "classic (not encrypted)";
}
