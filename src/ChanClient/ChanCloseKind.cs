namespace Chan.Client;

/// <summary>Why a connection ended.</summary>
public enum ChanCloseKind
{
    /// <summary>This side closed it: <see cref="ChanConnection.CloseAsync"/> or dispose.</summary>
    Local,

    /// <summary>The gateway closed it and said why (<see cref="ChanCloseReason.Term"/>); <c>normal</c> when the service ended.</summary>
    Remote,

    /// <summary>The connection broke, or ended without a goodbye. On the classic protocol this is also how a service ends normally.</summary>
    Lost,

    /// <summary>The gateway was silent for <see cref="ChanConnectionOptions.SilenceTimeout"/>, pings included.</summary>
    Silence,

    /// <summary>The gateway did not read what this side sent.</summary>
    SlowGateway,

    /// <summary>The application did not read its pushes and <see cref="ChanPushOverflow.CloseConnection"/> applies.</summary>
    PushOverflow,

    /// <summary>The gateway broke the protocol.</summary>
    ProtocolViolation,

    /// <summary>Classic only: an rpc was given up, and its late answer could be taken for the next one's.</summary>
    AbandonedRpc,

    /// <summary>Of a <see cref="ReconnectingChanConnection"/>: no further attempt is made, because it could do no good.</summary>
    GaveUp,
}
