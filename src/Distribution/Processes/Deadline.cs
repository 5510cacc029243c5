namespace Chan.Distribution.Processes;

/// <summary>A moment that several waits have in common, as <c>{abs, Time}</c> of Erlang: each is given what is <see cref="Left"/> of the time.</summary>
/// <remarks>It counts on the clock that it was made with. The default value is never reached.</remarks>
public readonly record struct Deadline
{
    private readonly TimeProvider? _clock;
    private readonly long _start;
    private readonly TimeSpan _time;

    private Deadline(TimeProvider clock, TimeSpan time) => (_clock, _start, _time) = (clock, clock.GetTimestamp(), time);

    /// <summary>What is left now, not below zero; <see cref="Timeout.InfiniteTimeSpan"/> where the moment never comes.</summary>
    public TimeSpan Left
    {
        get
        {
            if (_clock is null)
            {
                return Timeout.InfiniteTimeSpan;
            }

            TimeSpan left = _time - _clock.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>The moment when a time is over that begins now.</summary>
    /// <param name="clock">The clock; for waits of processes the <see cref="Node.TimeProvider"/> of their node.</param>
    /// <param name="time">One that is not above zero is over already; <see cref="Timeout.InfiniteTimeSpan"/> never is.</param>
    public static Deadline After(TimeProvider clock, TimeSpan time)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return time == Timeout.InfiniteTimeSpan ? default : new Deadline(clock, time);
    }

    /// <summary>Prints what is left.</summary>
    public override string ToString() => _clock is null ? "never" : $"in {Left}";
}
