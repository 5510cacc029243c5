namespace Chan.Distribution.Net.Nodes;

/// <summary>What a peer's state says to a connection that comes in from it (specification 2.4).</summary>
internal enum Arrival
{
    /// <summary>Go on.</summary>
    Ok,

    /// <summary>Go on; this node's own attempt is given up.</summary>
    OkSimultaneous,

    /// <summary>This node's own attempt goes on instead.</summary>
    Nok,

    /// <summary>A connection is up; ask whether the peer has lost it.</summary>
    Alive,

    /// <summary>Another connection is about to replace the one that is up: close silently.</summary>
    Third,

    /// <summary>The state is changing: ask again when <see cref="Peer.Settled"/> completes.</summary>
    Unsettled,

    /// <summary>The peer's entry has been removed from the table: look it up again.</summary>
    Retired,
}
