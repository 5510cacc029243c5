namespace Chan.Distribution.Otp.Supervision;

/// <summary>Counts restarts within a time that moves along.</summary>
internal sealed class RestartHistory(SupervisorFlags flags, TimeProvider clock)
{
    private readonly Queue<long> _moments = new();

    /// <summary>Counts one more; false when it is one too many.</summary>
    public bool TryAdd()
    {
        long now = clock.GetTimestamp();
        while (_moments.TryPeek(out long oldest) && clock.GetElapsedTime(oldest, now) > flags.Period)
        {
            _moments.Dequeue();
        }

        // The supervisor ends with the one that is too many, so the queue never holds more than that.
        _moments.Enqueue(now);
        return _moments.Count <= flags.Intensity;
    }
}
