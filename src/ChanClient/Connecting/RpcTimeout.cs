namespace Chan.Client.Connecting;

/// <summary>The range of rpc time-outs, in one place.</summary>
internal static class RpcTimeout
{
    /// <summary>What every timer of the platform can count: 2^31 - 1 milliseconds, 24 days.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>The time-out that applies to one call.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Neither infinite nor from 0 to <see cref="Longest"/>.</exception>
    internal static TimeSpan Resolve(TimeSpan? asked, TimeSpan otherwise)
    {
        if (asked is not { } timeout)
        {
            return otherwise;
        }

        return timeout == Timeout.InfiniteTimeSpan || (timeout >= TimeSpan.Zero && timeout <= Longest)
            ? timeout
            : throw new ArgumentOutOfRangeException(nameof(asked), timeout, $"Must be infinite, or from 0 to {Longest}.");
    }
}
