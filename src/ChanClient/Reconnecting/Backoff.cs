using System.Security.Cryptography;

namespace Chan.Client.Reconnecting;

/// <summary>How long to wait before the next attempt: twice as long each time, and half of it drawn by lot. Not thread-safe.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, RandomNumberGenerator random)
{
    private TimeSpan? _ceiling;

    /// <summary>The next wait.</summary>
    internal TimeSpan Next()
    {
        TimeSpan ceiling = _ceiling ?? first;
        _ceiling = ceiling < longest / 2 ? ceiling * 2 : longest;
        Span<byte> dice = stackalloc byte[sizeof(uint)];
        random.GetBytes(dice);
        TimeSpan drawn = (ceiling / 2) + (ceiling / 2 * (BitConverter.ToUInt32(dice) / (double)uint.MaxValue));

        // Whole milliseconds are what timers count.
        return TimeSpan.FromMilliseconds(Math.Ceiling(drawn.TotalMilliseconds));
    }

    /// <summary>The next wait is short again.</summary>
    internal void Reset() => _ceiling = null;
}
