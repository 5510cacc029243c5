using Chan.Terms;

namespace Chan.Distribution.Net.Channels;

/// <summary>Why a connection ended.</summary>
/// <param name="Reason">As in a nodedown message: <c>connection_closed</c>, <c>net_tick_timeout</c>, <c>disconnect</c> and so on.</param>
/// <param name="Text">For people: what happened. No content of messages.</param>
internal sealed record ChannelEnd(ErlAtom Reason, string Text)
{
    /// <summary>The peer, or the network, closed it; also for a peer that broke the protocol.</summary>
    public static ErlAtom ConnectionClosed { get; } = ErlTerm.Atom("connection_closed");

    /// <summary>The peer was silent for too long.</summary>
    public static ErlAtom NetTickTimeout { get; } = ErlTerm.Atom("net_tick_timeout");
}
