namespace Chan.Distribution.Otp.StateMachines;

/// <summary>Where an event of a state machine comes from.</summary>
public enum EventKind
{
    /// <summary>Somebody asks, and waits for the answer: <c>{call, From}</c>.</summary>
    Call,

    /// <summary>Somebody tells something: <c>cast</c>.</summary>
    Cast,

    /// <summary>Any other message: <c>info</c>.</summary>
    Info,

    /// <summary>Inserted by the machine itself: <c>internal</c>.</summary>
    Internal,

    /// <summary>No event came for the time that was set: <c>timeout</c>.</summary>
    EventTimeout,

    /// <summary>The state has lasted as long as was set: <c>state_timeout</c>.</summary>
    StateTimeout,

    /// <summary>The time of a time-out with a name is over: <c>{timeout, Name}</c>.</summary>
    GenericTimeout,

    /// <summary>A state was entered; the content is the state before: <c>enter</c>. Never postponed nor inserted.</summary>
    Enter,
}
