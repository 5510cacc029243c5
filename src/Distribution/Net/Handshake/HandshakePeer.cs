namespace Chan.Distribution.Net.Handshake;

/// <summary>Who is at the other end of a connection that is up. Immutable.</summary>
internal sealed record HandshakePeer
{
    /// <summary>Its whole name.</summary>
    public required string Name { get; init; }

    /// <summary>Its incarnation.</summary>
    public required uint Creation { get; init; }

    /// <summary>What holds on this connection: what both sides can do.</summary>
    public required DistributionFlags Flags { get; init; }

    /// <summary>Whether the connection is hidden, because one side or both wish it.</summary>
    public bool IsHidden => !Flags.HasFlag(DistributionFlags.Published);

    /// <summary>Whether the peer had no name, and this node gave it one out of <see cref="DynamicNames"/>.</summary>
    public bool IsNamedByUs { get; init; }

    /// <summary>The name and incarnation that the peer gave to this node, which asked for them; null otherwise.</summary>
    public (string Name, uint Creation)? Adopted { get; init; }
}
