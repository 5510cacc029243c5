namespace Chan.Distribution.Net.Nodes;

/// <summary>What came of a ping.</summary>
public enum PingOutcome
{
    /// <summary>The peer's <c>net_kernel</c> answered: <c>pong</c>.</summary>
    Pong,

    /// <summary>There is no connection; <see cref="PingResult.Connect"/> says why.</summary>
    NotConnected,

    /// <summary>The connection went down before the answer came.</summary>
    ConnectionLost,

    /// <summary>The peer has no <c>net_kernel</c>, or it said something else than yes.</summary>
    NoAnswer,

    /// <summary>The answer did not come in time.</summary>
    TimedOut,
}
