namespace Chan.Distribution.Net.Handshake;

/// <summary>What the acceptor answers to a name. Protocol 2.4.</summary>
internal enum AcceptDecision
{
    /// <summary>Go on; a peer that asks for a name gets one.</summary>
    Ok,

    /// <summary>Go on: this node was dialling the peer too, and gives that attempt up because the peer's name is greater.</summary>
    OkSimultaneous,

    /// <summary>Do not go on: this node is dialling the peer too, and its own name is the greater one.</summary>
    Nok,

    /// <summary>Do not go on: the peer is not welcome.</summary>
    NotAllowed,

    /// <summary>There is a connection to that peer already; ask whether it is gone at its side.</summary>
    Alive,
}
