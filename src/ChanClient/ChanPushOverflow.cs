namespace Chan.Client;

/// <summary>What happens to a push that arrives while the queue of unread pushes is full.</summary>
/// <remarks>
/// Reading from the gateway never stops for unread pushes: rpc answers come on the same connection and must not wait behind them.
/// So a full queue loses either the connection or a push.
/// </remarks>
public enum ChanPushOverflow
{
    /// <summary>The connection is closed, <see cref="ChanCloseKind.PushOverflow"/>: nothing is lost without being noticed. The default.</summary>
    CloseConnection,

    /// <summary>The oldest unread push is dropped: for states of which only the newest counts.</summary>
    DropOldest,

    /// <summary>The new push is dropped: for applications that read no pushes at all.</summary>
    DropNewest,
}
