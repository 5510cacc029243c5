namespace Chan.Distribution.Net.Handshake;

/// <summary>What this node says of itself in every handshake. Immutable.</summary>
internal sealed record HandshakeSelf
{
    /// <summary>The whole name; the host alone while the node has no name and asks its first peer for one (protocol 2.7).</summary>
    public required string Name { get; init; }

    /// <summary>The incarnation; zero while the node has no name.</summary>
    public required uint Creation { get; init; }

    /// <summary>What this node can do.</summary>
    public DistributionFlags Flags { get; init; } = DistributionFlags.Visible;

    /// <summary>What it asks of its peers: those that OTP 26 asks for, so every OTP from 25 on passes.</summary>
    public DistributionFlags Required { get; init; } = DistributionFlags.Mandatory26;

    /// <summary>Whether the node has no name and asks for one.</summary>
    public bool AsksForName => !Name.Contains('@', StringComparison.Ordinal);
}
