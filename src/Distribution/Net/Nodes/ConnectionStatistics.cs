using Chan.Terms;

namespace Chan.Distribution.Net.Nodes;

/// <summary>Figures of one connection, all of one moment.</summary>
public sealed record ConnectionStatistics
{
    /// <summary>The peer.</summary>
    public required ErlAtom Node { get; init; }

    /// <summary>Which start of the peer it is.</summary>
    public required uint Creation { get; init; }

    /// <summary>Whether the connection is visible or hidden.</summary>
    public required NodeVisibility Visibility { get; init; }

    /// <summary>Number of the connection: unique in the life of this node, growing.</summary>
    public required long ConnectionId { get; init; }

    /// <summary>The other end: an address and port.</summary>
    public required string Remote { get; init; }

    /// <summary>How long it has been up.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>Bytes received, with their lengths and ticks.</summary>
    public required long BytesIn { get; init; }

    /// <summary>Bytes sent, with their lengths and ticks.</summary>
    public required long BytesOut { get; init; }

    /// <summary>Packets received, ticks among them.</summary>
    public required long PacketsIn { get; init; }

    /// <summary>Packets sent, ticks among them.</summary>
    public required long PacketsOut { get; init; }

    /// <summary>Bytes that wait to be sent.</summary>
    public required long BytesQueued { get; init; }

    /// <summary>Time since anything was received; a tick counts.</summary>
    public required TimeSpan SinceLastReceived { get; init; }

    /// <summary>Time since anything was sent.</summary>
    public required TimeSpan SinceLastSent { get; init; }

    /// <summary>Round trip of the last ping over this connection; null before the first.</summary>
    public required TimeSpan? RoundTrip { get; init; }
}
