using System.Net;

namespace Chan.Distribution.Net.Nodes;

/// <summary>Checks the settings of a node; all faults are reported together.</summary>
internal static class NodeOptionsRules
{
    private const int LastPort = ushort.MaxValue;

    /// <summary>Throws when something is wrong.</summary>
    /// <exception cref="ArgumentException">One or more settings are wrong; the message names each with its range.</exception>
    public static void Check(NodeOptions options)
    {
        string[] faults = [.. Faults(options)];
        if (faults.Length > 0)
        {
            throw new ArgumentException(string.Join(' ', faults), nameof(options));
        }
    }

    private static IEnumerable<string> Faults(NodeOptions options)
    {
        foreach ((string name, int port, int least) in Ports(options))
        {
            if (port < least || port > LastPort)
            {
                yield return $"{name} must be from {least} to {LastPort}, but is {port}.";
            }
        }

        if (options.LastListenPort is { } last && (options.ListenPort == 0 || last < options.ListenPort))
        {
            yield return $"{nameof(options.LastListenPort)} ends the range that {nameof(options.ListenPort)} begins; {options.ListenPort} to {last} is none.";
        }

        if (options.FixedPort is not null && options.ListenPort != 0)
        {
            yield return $"{nameof(options.FixedPort)} is where the node listens; {nameof(options.ListenPort)} must not be given too.";
        }

        if (options.NetTickTime < TimeSpan.FromSeconds(1) || options.NetTickTime > TimeSpan.FromDays(1))
        {
            yield return $"{nameof(options.NetTickTime)} must be from 1 second to 1 day, but is {options.NetTickTime}.";
        }

        if (options.NetTickIntensity is < 4 or > 1000)
        {
            yield return $"{nameof(options.NetTickIntensity)} must be from 4 to 1000, but is {options.NetTickIntensity}.";
        }

        if (options.SetupTimeout <= TimeSpan.Zero || options.SetupTimeout > TimeSpan.FromSeconds(120))
        {
            yield return $"{nameof(options.SetupTimeout)} must be above 0 and at most 120 seconds, but is {options.SetupTimeout}.";
        }

        if (options.Creation == 0)
        {
            yield return $"{nameof(options.Creation)} must not be 0, which stands for nodes that are not alive.";
        }

        if (options.PortMapper == PortMapperUse.None && options.FixedPort is null && options.Network is null
            && options.Incoming == IncomingConnections.Accepted && options.ListenPort == 0)
        {
            yield return $"Without a port mapper nobody finds a port that the system chooses: give {nameof(options.FixedPort)} or {nameof(options.ListenPort)}.";
        }

        if (options is { Listen: { } address, Tls: null, AllowInsecureDistribution: false, Network: null } && !IPAddress.IsLoopback(address))
        {
            yield return $"{nameof(options.Listen)} is {address}, where others can read and change what the nodes say, and who does can run code as this node:"
                + $" give {nameof(options.Tls)}, or say {nameof(options.AllowInsecureDistribution)} for a network that nobody else can reach.";
        }
    }

    private static IEnumerable<(string Name, int Port, int Least)> Ports(NodeOptions options)
    {
        yield return (nameof(options.ListenPort), options.ListenPort, 0);
        yield return (nameof(options.LastListenPort), options.LastListenPort ?? 1, 1);
        yield return (nameof(options.FixedPort), options.FixedPort ?? 1, 1);
        yield return (nameof(options.PortMapperPort), options.PortMapperPort ?? 1, 1);
        foreach ((string peer, int port) in options.PeerPorts)
        {
            yield return ($"{nameof(options.PeerPorts)}[{peer}]", port, 1);
        }
    }
}
