using Chan.Terms;

namespace Chan.Client;

/// <summary>A connection could not be made; <see cref="Reason"/> says why.</summary>
public sealed class ChanConnectException : ChanException
{
    internal ChanConnectException(
        ChanConnectFailure reason, ChanConnectStage stage, string message, ChanEndpoint endpoint, Exception? inner = null, ErlTerm? error = null)
        : base(message, endpoint, inner)
    {
        Reason = reason;
        Stage = stage;
        Error = error;
    }

    /// <summary>The cause.</summary>
    public ChanConnectFailure Reason { get; }

    /// <summary>How far the attempt came.</summary>
    public ChanConnectStage Stage { get; }

    /// <summary>What the gateway said when the service did not start, <c>{error, Class, Detail}</c>; else null.</summary>
    public ErlTerm? Error { get; }

    /// <inheritdoc/>
    public override bool IsTransient => Reason is ChanConnectFailure.Unreachable or ChanConnectFailure.Busy
        or ChanConnectFailure.ClosedDuringHandshake or ChanConnectFailure.NotStarted or ChanConnectFailure.Timeout;
}
