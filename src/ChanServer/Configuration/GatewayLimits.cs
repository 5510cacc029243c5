namespace Chan.Server.Configuration;

/// <summary>
/// Limits of the whole gateway, mostly for the time before a client has proved who it is. The defaults are those of the
/// security design, sections 5.1 and 5.2; ranges stand in docs/configuration.md.
/// </summary>
public sealed partial record GatewayLimits
{
    /// <summary>From accept to READY, one deadline for everything in between. Default: 10 s.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The TLS part of the handshake. Default: 5 s.</summary>
    public TimeSpan TlsTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From READY to START. Default: 10 s (native protocol, section 3).</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes inside TLS before authentication, both directions together. Default: 16 KiB.</summary>
    public int UnauthenticatedBytes { get; init; } = 16 * 1024;

    /// <summary>Connections that have not authenticated, in all. Default: 256.</summary>
    public int UnauthenticatedConnections { get; init; } = 256;

    /// <summary>
    /// Number of unauthenticated connections from which new ones are dropped at random, rising to certainty at
    /// <see cref="UnauthenticatedConnections"/>. Default: 128, as OpenSSH's MaxStartups has a start below its end.
    /// </summary>
    public int EarlyDropFrom { get; init; } = 128;

    /// <summary>Unauthenticated connections of one source (IPv4 /32, IPv6 /64). Default: 32.</summary>
    public int UnauthenticatedPerSource { get; init; } = 32;

    /// <summary>Places beside the others for sources that have had a success. Default: 64.</summary>
    public int KnownSourceConnections { get; init; } = 64;

    /// <summary>Key exchanges computed at the same time. Default: number of processors.</summary>
    public int KeyExchanges { get; init; } = Environment.ProcessorCount;

    /// <summary>Key exchanges that may wait for a place; more are refused. Default: 256.</summary>
    public int KeyExchangeQueue { get; init; } = 256;

    /// <summary>Silence of the peer after which the gateway pings. Default: 30 s.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Silence of the peer after which the session ends. Default: 90 s.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Bytes queued towards one client at which it counts as too slow. Default: 8 MiB.</summary>
    public int OutboundQueue { get; init; } = 8 * 1024 * 1024;

    /// <summary>Time in which a client reads nothing of what is queued, after which it counts as too slow. Default: 10 s.</summary>
    public TimeSpan OutboundStall { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>New atoms that all sessions of one service together may bring to an Erlang node. Default: 50,000.</summary>
    public int NewAtomsPerService { get; init; } = 50_000;
}
