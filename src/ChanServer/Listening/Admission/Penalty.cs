using Chan.Server.Configuration;

namespace Chan.Server.Listening.Admission;

/// <summary>The charges of one source and the refusal they led to. Not thread-safe; <see cref="AdmissionDesk"/> holds the lock.</summary>
/// <remarks>
/// Charges of the last minute add up undecayed. A charge that brings the score to the refusal score, or above, refuses the source
/// for score seconds from that charge. The refusal outlives the minute: a score of 300 s refuses for 300 s.
/// </remarks>
internal sealed class Penalty
{
    // More charges than that in one minute merge; merging keeps the later time, so it errs on the strict side.
    private const int MaxCharges = 64;

    // Security notes 5.2: charges of the last 60 s.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(60);

    private readonly List<Charge> _charges = [];
    private long _refusedUntil = long.MinValue;

    /// <summary>Sum of the charges that still count.</summary>
    public TimeSpan ScoreAt(long now, TimeProvider time)
    {
        Forget(now, time);
        TimeSpan score = TimeSpan.Zero;
        foreach (Charge charge in _charges)
        {
            score += charge.Amount;
        }

        return score;
    }

    /// <summary>Adds a charge; says for how long the source is refused from now on, zero if it is not.</summary>
    public TimeSpan Add(TimeSpan amount, long now, TimeProvider time, GatewayLimits limits)
    {
        if (_charges.Count == MaxCharges)
        {
            _charges[1] = _charges[1] with { Amount = _charges[0].Amount + _charges[1].Amount };
            _charges.RemoveAt(0);
        }

        _charges.Add(new(now, amount));
        TimeSpan score = ScoreAt(now, time);
        if (score < limits.PenaltyThreshold)
        {
            return TimeSpan.Zero;
        }

        TimeSpan refusal = score < limits.MaxPenalty ? score : limits.MaxPenalty;
        _refusedUntil = Math.Max(_refusedUntil, now + (long)(refusal.TotalSeconds * time.TimestampFrequency));
        return refusal;
    }

    /// <summary>Whether the source is refused at that moment.</summary>
    public bool IsRefusedAt(long now) => now < _refusedUntil;

    /// <summary>Whether nothing of the past matters any more, so that the entry can be dropped.</summary>
    public bool IsClearAt(long now, TimeProvider time)
    {
        Forget(now, time);
        return _charges.Count == 0 && !IsRefusedAt(now);
    }

    private void Forget(long now, TimeProvider time)
    {
        int old = 0;
        while (old < _charges.Count && time.GetElapsedTime(_charges[old].Time, now) >= Memory)
        {
            old++;
        }

        _charges.RemoveRange(0, old);
    }

    private readonly record struct Charge(long Time, TimeSpan Amount);
}
