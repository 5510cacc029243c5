using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <content>Time-outs: when they are over.</content>
public readonly partial record struct StateAction
{
    /// <summary>Whether the action names the time at which a time-out is over: <c>{abs, true}</c>.</summary>
    internal bool IsAbsolute => Kind is ActionKind.StartTimeoutAtTime or ActionKind.StartTimeoutAtTimestamp;

    /// <summary>Whether the action starts a time-out, and neither stops nor changes it.</summary>
    internal bool IsStart => Kind is ActionKind.StartTimeout || IsAbsolute;

    /// <summary>Starts a time-out, or starts it again with another time and content.</summary>
    /// <param name="type">The time-out.</param>
    /// <param name="after">
    /// Zero: its event comes after those that are inserted or postponed, and before any message is read. <see cref="Timeout.InfiniteTimeSpan"/>
    /// stops the time-out.
    /// </param>
    /// <param name="content">The content of its event; the atom <c>timeout</c> if not given.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is negative.</exception>
    public static StateAction StartTimeout(TimeoutType type, TimeSpan after, ErlTerm? content = null)
    {
        if (after == Timeout.InfiniteTimeSpan)
        {
            return CancelTimeout(type);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(after, TimeSpan.Zero);
        return new StateAction(ActionKind.StartTimeout, EventOf(type, content), type, after.Ticks);
    }

    /// <summary>Starts a time-out that is over at a time of the day, or starts it again: <c>{abs, true}</c> for who reads clocks.</summary>
    /// <param name="type">The time-out.</param>
    /// <param name="time">
    /// By the wall clock of the node's <see cref="TimeProvider"/>, which is read when the action is carried out and not again: when the clock is set
    /// later on, the time-out lasts as long as it would have. A time that is past sends the event at once, behind the messages that are there already.
    /// </param>
    /// <param name="content">The content of its event; the atom <c>timeout</c> if not given.</param>
    public static StateAction StartTimeoutAt(TimeoutType type, DateTimeOffset time, ErlTerm? content = null)
        => new(ActionKind.StartTimeoutAtTime, EventOf(type, content), type, time.UtcTicks);

    /// <summary>
    /// Starts a time-out that is over at a timestamp, or starts it again: <c>{abs, true}</c>. For what happens at regular times: who adds a period to the
    /// timestamp before does not drift.
    /// </summary>
    /// <param name="type">The time-out.</param>
    /// <param name="timestamp">
    /// As <see cref="TimeProvider.GetTimestamp"/> of the node's <see cref="TimeProvider"/> counts, which no setting of clocks changes: what
    /// <c>erlang:monotonic_time</c> is here. One that is past sends the event at once, behind the messages that are there already.
    /// </param>
    /// <param name="content">The content of its event; the atom <c>timeout</c> if not given.</param>
    public static StateAction StartTimeoutAt(TimeoutType type, long timestamp, ErlTerm? content = null)
        => new(ActionKind.StartTimeoutAtTimestamp, EventOf(type, content), type, timestamp);

    /// <summary>Stops a time-out; nothing happens when it does not run.</summary>
    /// <param name="type">The time-out.</param>
    public static StateAction CancelTimeout(TimeoutType type) => new(ActionKind.CancelTimeout, default, type);

    /// <summary>Gives a time-out that runs another content; one that does not run is over at once, as one of zero.</summary>
    /// <param name="type">The time-out.</param>
    /// <param name="content">The content of its event.</param>
    public static StateAction UpdateTimeout(TimeoutType type, ErlTerm content)
        => new(ActionKind.UpdateTimeout, StateEvent.Timeout(type, content), type);

    /// <summary>How long a time-out that starts now lasts; not positive when its time is past.</summary>
    internal TimeSpan DelayFrom(TimeProvider clock) => Kind switch
    {
        ActionKind.StartTimeoutAtTime => new TimeSpan(Time - clock.GetUtcNow().UtcTicks),
        ActionKind.StartTimeoutAtTimestamp => Scale(Time - (Int128)clock.GetTimestamp(), TimeSpan.TicksPerSecond, clock.TimestampFrequency),
        _ => new TimeSpan(Time),
    };

    private static StateEvent EventOf(TimeoutType type, ErlTerm? content) => StateEvent.Timeout(type, content ?? Atoms.Timeout);

    private static TimeSpan Scale(Int128 value, long by, long parts) => new((long)Int128.Clamp(value * by / parts, long.MinValue, long.MaxValue));
}
