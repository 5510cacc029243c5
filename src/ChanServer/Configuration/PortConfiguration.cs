using System.Net;

namespace Chan.Server.Configuration;

/// <summary>One port that the gateway listens on, as the owner described it.</summary>
public sealed record PortConfiguration
{
    /// <summary>Name given in the file; unique without regard to case. Used in logs and ready lines.</summary>
    public required string Name { get; init; }

    /// <summary>Address and port to bind; port 0 lets the system choose.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>What the port speaks. Default: native.</summary>
    public PortProtocol Protocol { get; init; } = PortProtocol.Native;

    /// <summary>Names of the services offered here, each defined in <see cref="GatewayConfiguration.Services"/>.</summary>
    public required IReadOnlyList<string> Services { get; init; }

    /// <summary>
    /// Classic only: an unknown service is answered with <c>badService</c>, as lib_chan does. Off, it gets a challenge that
    /// nothing answers correctly, so that names cannot be found out. Default: off.
    /// </summary>
    public bool RevealServices { get; init; }

    /// <summary>Open connections of this port at once, 1 to 100,000. Default: 10,000 native, 100 classic as lib_chan.</summary>
    public int MaxConnections { get; init; } = 10_000;
}
