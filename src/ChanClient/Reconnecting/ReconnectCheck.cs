using Chan.Client.Connecting;

namespace Chan.Client.Reconnecting;

/// <summary>Reports every fault of the settings at once.</summary>
internal static class ReconnectCheck
{
    /// <exception cref="ArgumentException">At least one setting is out of its range.</exception>
    internal static void ThrowIfFaulty(ChanReconnectOptions options)
    {
        List<string> faults = [];
        OptionsCheck.Require(nameof(options.FirstDelay), options.FirstDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), faults);
        OptionsCheck.Require(nameof(options.LongestDelay), options.LongestDelay, options.FirstDelay, TimeSpan.FromHours(24), faults);
        OptionsCheck.Require(nameof(options.MaxConfirmationFailures), options.MaxConfirmationFailures, 1, 100, faults);
        OptionsCheck.Require(nameof(options.CastQueueLimit), options.CastQueueLimit, 1, 1_000_000, faults);
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        }
    }
}
