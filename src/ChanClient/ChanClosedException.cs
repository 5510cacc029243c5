namespace Chan.Client;

/// <summary>The connection is closed, or closed before the answer came. Whether the service acted on the request is not known.</summary>
public sealed class ChanClosedException : ChanException
{
    internal ChanClosedException(ChanCloseReason reason, ChanEndpoint endpoint, Exception? inner = null)
        : base($"The connection to {endpoint} is closed: {reason.Text}", endpoint, inner) => Reason = reason;

    /// <summary>Why it is closed.</summary>
    public ChanCloseReason Reason { get; }

    /// <inheritdoc/>
    public override bool IsTransient => Reason.Kind is not (ChanCloseKind.Local or ChanCloseKind.ProtocolViolation);
}
