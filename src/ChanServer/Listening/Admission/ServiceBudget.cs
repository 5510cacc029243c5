using Chan.Server.Configuration;

namespace Chan.Server.Listening.Admission;

/// <summary>The failed attempts on one service name. Not thread-safe; <see cref="AdmissionDesk"/> holds the lock.</summary>
/// <remarks>
/// Attempts count when they end, not while they run. While the budget of the last minute is spent, sources without a success share
/// one attempt per interval, counted from the last failure that was in the budget or the last slowed attempt. No hard lockout: that would let anyone
/// lock out the owner.
/// </remarks>
internal sealed class ServiceBudget(TimeProvider time, GatewayLimits limits)
{
    // Security notes 5.2: attempts per minute.
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Queue<long> _failures = new();
    private long _slowedSince;

    /// <summary>Whether a source without a success may try now; a slowed attempt that is let through is counted here.</summary>
    public bool TryTake(long now)
    {
        if (!IsSpentAt(now))
        {
            return true;
        }

        if (time.GetElapsedTime(_slowedSince, now) < limits.SlowedAttemptInterval)
        {
            return false;
        }

        _slowedSince = now;
        return true;
    }

    /// <summary>Counts an attempt that ended without a session.</summary>
    public void CountFailure(long now)
    {
        bool wasSpent = IsSpentAt(now);
        _failures.Enqueue(now);
        if (_failures.Count > limits.FailuresPerService)
        {
            // The newest of them decide how long the budget stays spent.
            _failures.Dequeue();
        }

        if (!wasSpent)
        {
            _slowedSince = now;
        }
    }

    /// <summary>Whether nothing of the past matters any more.</summary>
    public bool IsClearAt(long now)
    {
        Forget(now);
        return _failures.Count == 0;
    }

    private bool IsSpentAt(long now)
    {
        Forget(now);
        return _failures.Count >= limits.FailuresPerService;
    }

    private void Forget(long now)
    {
        while (_failures.TryPeek(out long oldest) && time.GetElapsedTime(oldest, now) >= Period)
        {
            _failures.Dequeue();
        }
    }
}
