namespace Chan.Distribution.Net.Handshake;

/// <summary>What a handshake waits for.</summary>
internal abstract record HandshakeState
{
    private HandshakeState()
    {
    }

    /// <summary>The peer's next message.</summary>
    public sealed record Receiving : HandshakeState
    {
        public static readonly Receiving Next = new();
    }

    /// <summary>The acceptor knows who dials: <see cref="AcceptorHandshake.Decide"/> is due.</summary>
    /// <param name="PeerName">The whole name; the host alone of a peer that asks for a name. Printable.</param>
    /// <param name="Flags">What the peer says; of a peer with the old form of names only the lower half yet.</param>
    /// <param name="AsksForName">Whether the peer asks for a name; it has no connection yet then.</param>
    public sealed record NeedsDecision(string PeerName, DistributionFlags Flags, bool AsksForName) : HandshakeState;

    /// <summary>The acceptor thinks that it is connected to this node already: <see cref="InitiatorHandshake.ContinueAlive"/> is due.</summary>
    public sealed record NeedsAlive : HandshakeState
    {
        public static readonly NeedsAlive Next = new();
    }

    /// <summary>The peer knows the cookie and replaces its old connection: end that one, then <see cref="AcceptorHandshake.OldConnectionGone"/>.</summary>
    /// <param name="Peer">Who it is.</param>
    public sealed record NeedsOldConnectionDown(HandshakePeer Peer) : HandshakeState;

    /// <summary>The acceptor's own attempt goes on instead. Neither close nor dial again: serve that one, and drop this at the end of its time.</summary>
    public sealed record Parked : HandshakeState
    {
        public static readonly Parked Next = new();
    }

    /// <summary>The connection is up; what follows on it are messages of the connected protocol.</summary>
    /// <param name="Peer">Who is at the other end.</param>
    public sealed record Up(HandshakePeer Peer) : HandshakeState;

    /// <summary>It did not come up: send what is to be sent, and close.</summary>
    /// <param name="Failure">Why.</param>
    public sealed record Failed(HandshakeFailure Failure) : HandshakeState;
}
