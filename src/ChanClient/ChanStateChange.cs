namespace Chan.Client;

/// <summary>What became of a <see cref="ReconnectingChanConnection"/>.</summary>
/// <param name="State">Where it stands now.</param>
/// <param name="Attempt">Which attempt in a row it is that was begun, or failed, or succeeded; 1 is the first.</param>
/// <param name="RetryIn">Under <see cref="ChanConnectionState.Waiting"/>, the time until the next attempt; else null.</param>
/// <param name="Reason">Why the connection was lost, not made, or is closed, in one plain sentence; null while all is well.</param>
public sealed record ChanStateChange(ChanConnectionState State, int Attempt, TimeSpan? RetryIn, string? Reason);
