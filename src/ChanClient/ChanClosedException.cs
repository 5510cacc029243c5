namespace Chan.Client;

/// <summary>The connection is closed, or closed before the answer came.</summary>
public sealed class ChanClosedException : ChanException
{
    internal ChanClosedException(ChanCloseReason reason, ChanEndpoint endpoint, Exception? inner = null, bool mayHaveBeenExecuted = false)
        : base(
            $"The connection to {endpoint} is closed: {reason.Text}"
            + (mayHaveBeenExecuted ? " The request was sent before, so the service may have acted on it." : ""),
            endpoint,
            inner)
    {
        Reason = reason;
        MayHaveBeenExecuted = mayHaveBeenExecuted;
    }

    /// <summary>Why it is closed.</summary>
    public ChanCloseReason Reason { get; }

    /// <summary>
    /// Of an rpc: whether the request was sent before the end, so that the service may have acted on it. Otherwise nothing was sent, and asking again cannot do
    /// anything twice.
    /// </summary>
    public bool MayHaveBeenExecuted { get; }

    /// <inheritdoc/>
    public override bool IsTransient => Reason.Kind is not (ChanCloseKind.Local or ChanCloseKind.ProtocolViolation or ChanCloseKind.GaveUp);
}
