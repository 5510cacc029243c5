namespace Chan.Distribution.Net.Nodes;

/// <summary>What came of a ping, where Erlang says only <c>pong</c> or <c>pang</c>.</summary>
/// <param name="Outcome">For code.</param>
/// <param name="Connect">What came of connecting; connected when the connection was up already.</param>
/// <param name="RoundTrip">Time from the question to the answer; zero unless it is a pong.</param>
public readonly record struct PingResult(PingOutcome Outcome, ConnectResult Connect, TimeSpan RoundTrip)
{
    /// <summary>Whether the peer answered.</summary>
    public bool IsPong => Outcome == PingOutcome.Pong;

    /// <summary>The outcome with its cause.</summary>
    public override string ToString() => Outcome switch
    {
        PingOutcome.Pong => $"pong in {RoundTrip.TotalMilliseconds:0.###} ms",
        PingOutcome.NotConnected => $"pang: {Connect}",
        _ => $"pang: {Outcome}",
    };
}
