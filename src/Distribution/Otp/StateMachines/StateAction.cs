using Chan.Distribution.Otp.Calls;
using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <summary>What a state machine does together with a transition. Actions are carried out in their order; of those that contradict each other the last one counts.</summary>
public readonly partial record struct StateAction
{
    private StateAction(ActionKind kind, StateEvent stateEvent = default, TimeoutType timeout = default, long time = 0, GenStatem? callbacks = null)
        => (Kind, Event, TimeoutType, Time, Callbacks) = (kind, stateEvent, timeout, time, callbacks);

    internal enum ActionKind
    {
        Hibernate,
        Reply,
        Postpone,
        DoNotPostpone,
        NextEvent,
        StartTimeout,
        StartTimeoutAtTime,
        StartTimeoutAtTimestamp,
        CancelTimeout,
        UpdateTimeout,
        ChangeCallbackModule,
        PushCallbackModule,
        PopCallbackModule,
    }

    /// <summary>Keep the event for later: it is handled again, before events that come later, once the state has changed.</summary>
    public static StateAction Postpone => new(ActionKind.Postpone);

    /// <summary>Takes an earlier <see cref="Postpone"/> of the same transition back: <c>{postpone, false}</c>.</summary>
    public static StateAction DoNotPostpone => new(ActionKind.DoNotPostpone);

    /// <summary>Nothing, as the garbage collector compacts the whole program and not single processes. Here so that machines can be carried over as they are.</summary>
    public static StateAction Hibernate => default;

    /// <summary>
    /// Hands the process back to the object that handled its events before the last <see cref="PushCallbackModule"/>: <c>pop_callback_module</c>.
    /// When there is none, the machine ends with <c>{bad_action_from_state_function, pop_callback_module}</c>.
    /// </summary>
    public static StateAction PopCallbackModule => new(ActionKind.PopCallbackModule);

    internal ActionKind Kind { get; }

    /// <summary>The event to insert; for other actions its content is the answer or the content of the time-out, and its sender who gets the answer.</summary>
    internal StateEvent Event { get; }

    internal TimeoutType TimeoutType { get; }

    /// <summary>Who handles events from now on.</summary>
    internal GenStatem? Callbacks { get; }

    /// <summary>When a time-out is over: ticks from now, ticks of UTC, or a timestamp, as <see cref="Kind"/> says.</summary>
    private long Time { get; }

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

    /// <summary>Has another object handle the events of the process from now on, in place of the present one: <c>change_callback_module</c>.</summary>
    /// <param name="callbacks">
    /// The object; its class may be another one. What it has to know of the data it gets by its constructor. It has not served another process before;
    /// one that has served this process may come again. Its <see cref="GenStatem.InitAsync"/> is not called, its
    /// <see cref="GenStatem.CallbackMode"/> is asked at once, and the entry of the next state, if there is one, is already its own.
    /// The object before is told nothing.
    /// </param>
    public static StateAction ChangeCallbackModule(GenStatem callbacks)
    {
        ArgumentNullException.ThrowIfNull(callbacks);
        return new StateAction(ActionKind.ChangeCallbackModule, callbacks: callbacks);
    }

    /// <summary>As <see cref="ChangeCallbackModule"/>, and the present object comes back with <see cref="PopCallbackModule"/>: <c>push_callback_module</c>.</summary>
    /// <param name="callbacks">The object.</param>
    public static StateAction PushCallbackModule(GenStatem callbacks)
    {
        ArgumentNullException.ThrowIfNull(callbacks);
        return new StateAction(ActionKind.PushCallbackModule, callbacks: callbacks);
    }
}
