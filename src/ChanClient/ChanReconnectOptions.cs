using System.Security.Cryptography;

namespace Chan.Client;

/// <summary>How a <see cref="ReconnectingChanConnection"/> comes back. Immutable.</summary>
public sealed record ChanReconnectOptions
{
    /// <summary>Longest wait before the first attempt after a loss, 1 ms to 1 h; doubled after each that fails. Default: 500 ms.</summary>
    /// <remarks>The wait is drawn between half of it and all of it, so that a thousand clients of one gateway do not come back at the same moment.</remarks>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Longest wait between two attempts, from <see cref="FirstDelay"/> to 24 h. Default: 30 s. A connection that stood for so long makes the next wait short again.
    /// </summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Attempts in a row in which the password was wrong on either side, 1 to 100, after which no more are made: each gives whoever answers one guess. Default: 3
    /// (security design, section 5.2).
    /// </summary>
    public int MaxConfirmationFailures { get; init; } = 3;

    /// <summary>What becomes of casts while there is no connection. Default: they are refused.</summary>
    public ChanCastsWhileDown CastsWhileDown { get; init; } = ChanCastsWhileDown.Refuse;

    /// <summary>Most casts kept under <see cref="ChanCastsWhileDown.Queue"/>, 1 to 1,000,000; more are refused. Default: 1,000.</summary>
    public int CastQueueLimit { get; init; } = 1_000;

    /// <summary>
    /// Told of every change, one at a time and in order, on a thread of the pool. It must be short; what it throws is logged and has no other effect.
    /// </summary>
    public Action<ChanStateChange>? StateChanged { get; init; }

    /// <summary>Randomness of the waits; used by one thread at a time, stays the caller's. Default: the system's.</summary>
    public RandomNumberGenerator? Random { get; init; }
}
