using Chan.Distribution.Otp.Calls;
using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <summary>What a state machine does together with a transition. Actions are carried out in their order; of those that contradict each other the last one counts.</summary>
public readonly record struct StateAction
{
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private StateAction(ActionKind kind, StateEvent stateEvent = default, TimeoutType timeout = default, TimeSpan after = default)
        => (Kind, Event, TimeoutType, After) = (kind, stateEvent, timeout, after);

    internal enum ActionKind
    {
        Hibernate,
        Reply,
        Postpone,
        DoNotPostpone,
        NextEvent,
        StartTimeout,
        CancelTimeout,
        UpdateTimeout,
    }

    /// <summary>Keep the event for later: it is handled again, before events that come later, once the state has changed.</summary>
    public static StateAction Postpone => new(ActionKind.Postpone);

    /// <summary>Takes an earlier <see cref="Postpone"/> of the same transition back: <c>{postpone, false}</c>.</summary>
    public static StateAction DoNotPostpone => new(ActionKind.DoNotPostpone);

    /// <summary>Nothing, as the garbage collector compacts the whole program and not single processes. Here so that machines can be carried over as they are.</summary>
    public static StateAction Hibernate => default;

    internal ActionKind Kind { get; }

    /// <summary>The event to insert; for other actions its content is the answer or the content of the time-out, and its sender who gets the answer.</summary>
    internal StateEvent Event { get; }

    internal TimeoutType TimeoutType { get; }

    internal TimeSpan After { get; }

    /// <summary>Answers a call, at once.</summary>
    /// <param name="from">Who waits.</param>
    /// <param name="reply">The answer.</param>
    public static StateAction Reply(GenFrom from, ErlTerm reply) => new(ActionKind.Reply, StateEvent.Call(from, reply));

    /// <summary>Inserts an event: it is handled next, before postponed events and before whatever waits to be read. Several are handled in the order of their actions.</summary>
    /// <param name="stateEvent">The event, made by a method of <see cref="StateEvent"/>.</param>
    public static StateAction NextEvent(StateEvent stateEvent)
    {
        ArgumentNullException.ThrowIfNull(stateEvent.Content, nameof(stateEvent));
        return stateEvent.Kind != EventKind.Enter ? new StateAction(ActionKind.NextEvent, stateEvent)
            : throw new ArgumentException("An entry cannot be inserted; RepeatState enters the state again.", nameof(stateEvent));
    }

    /// <summary>Starts a time-out, or starts it again with another time and content.</summary>
    /// <param name="type">The time-out.</param>
    /// <param name="after">
    /// Up to 49 days. Zero: its event comes after those that are inserted or postponed, and before any message is read.
    /// <see cref="Timeout.InfiniteTimeSpan"/> stops the time-out.
    /// </param>
    /// <param name="content">The content of its event; the atom <c>timeout</c> if not given.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is out of its range.</exception>
    public static StateAction StartTimeout(TimeoutType type, TimeSpan after, ErlTerm? content = null)
    {
        if (after == Timeout.InfiniteTimeSpan)
        {
            return CancelTimeout(type);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(after, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(after, LongestTimeout);
        return new StateAction(ActionKind.StartTimeout, StateEvent.Timeout(type, content ?? Atoms.Timeout), type, after);
    }

    /// <summary>Stops a time-out; nothing happens when it does not run.</summary>
    /// <param name="type">The time-out.</param>
    public static StateAction CancelTimeout(TimeoutType type) => new(ActionKind.CancelTimeout, default, type);

    /// <summary>Gives a time-out that runs another content; one that does not run is over at once, as one of zero.</summary>
    /// <param name="type">The time-out.</param>
    /// <param name="content">The content of its event.</param>
    public static StateAction UpdateTimeout(TimeoutType type, ErlTerm content)
        => new(ActionKind.UpdateTimeout, StateEvent.Timeout(type, content), type);

    /// <summary>The action as Erlang writes it, for exit reasons; only of the kinds that can be out of place.</summary>
    internal ErlTerm ToTerm() => Kind == ActionKind.NextEvent
        ? ErlTerm.Tuple(ErlTerm.Atom("next_event"), Event.TypeToTerm(), Event.Content)
        : ErlTerm.Atom("postpone");
}
