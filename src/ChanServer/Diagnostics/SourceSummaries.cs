using System.Net;

namespace Chan.Server.Diagnostics;

/// <summary>
/// Decides, for events that an attacker can cause at will, which are logged one by one: the first of each source and kind in
/// a minute. The rest is counted and comes out as one number when the minute is over.
/// </summary>
/// <remarks>
/// Thread-safe. Bounded: beyond <see cref="MaxSources"/> sources in one minute, all others share one entry, so an attacker
/// with many addresses fills neither memory nor the log.
/// </remarks>
internal sealed class SourceSummaries(TimeProvider time, Action<IPAddress, string, int> summarize)
{
    /// <summary>Entries of one minute. The number is our own; it keeps the table under about a megabyte.</summary>
    internal const int MaxSources = 4096;

    /// <summary>Length of the window that one summary covers.</summary>
    internal static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Dictionary<(IPAddress Source, string Kind), int> _counts = [];
    private long _windowStart = time.GetTimestamp();

    /// <summary>Counts one event, giving out the summaries of a finished minute first.</summary>
    /// <returns>True for the first event of this source and kind in the minute: log it whole.</returns>
    public bool Admit(IPAddress source, string kind)
    {
        FlushIfDue();
        lock (_lock)
        {
            (IPAddress Source, string Kind) key = (source, kind);
            if (!_counts.TryGetValue(key, out int count) && _counts.Count >= MaxSources)
            {
                key = (IPAddress.None, kind);
                _counts.TryGetValue(key, out count);
            }

            _counts[key] = count + 1;
            return count == 0;
        }
    }

    /// <summary>Gives out the summaries if the minute is over; called by a timer too, so that the last burst is not lost.</summary>
    public void FlushIfDue()
    {
        Dictionary<(IPAddress Source, string Kind), int> finished;
        lock (_lock)
        {
            if (time.GetElapsedTime(_windowStart) < Window)
            {
                return;
            }

            finished = _counts;
            _counts = [];
            _windowStart = time.GetTimestamp();
        }

        Summarize(finished);
    }

    /// <summary>Gives out what is counted so far, whatever the time: at the end of the gateway.</summary>
    public void Flush()
    {
        Dictionary<(IPAddress Source, string Kind), int> finished;
        lock (_lock)
        {
            finished = _counts;
            _counts = [];
            _windowStart = time.GetTimestamp();
        }

        Summarize(finished);
    }

    private void Summarize(Dictionary<(IPAddress Source, string Kind), int> finished)
    {
        foreach (((IPAddress source, string kind), int count) in finished)
        {
            if (count > 1)
            {
                summarize(source, kind, count - 1);
            }
        }
    }
}
