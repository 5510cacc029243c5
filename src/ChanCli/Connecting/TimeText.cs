using System.Globalization;

namespace Chan.Cli.Connecting;

/// <summary>Times as users write them.</summary>
internal static class TimeText
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Reads a number with <c>ms</c>, <c>s</c>, <c>m</c> or nothing (seconds).</summary>
    /// <exception cref="UsageException">Not a time, or not from 1 ms to 1 h.</exception>
    internal static TimeSpan Parse(string text)
    {
        (string number, double milliseconds) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], 1),
            _ when text.EndsWith('s') => (text[..^1], 1000),
            _ when text.EndsWith('m') => (text[..^1], 60_000),
            _ => (text, 1000),
        };
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            && value * milliseconds >= 1 && value * milliseconds <= Longest.TotalMilliseconds)
        {
            return TimeSpan.FromMilliseconds(value * milliseconds);
        }

        throw new UsageException($"--timeout: '{text}' is not a time from 1 ms to 1 h; write 5, 2.5s, 300ms or 1m.");
    }
}
