using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <summary>One of the time-outs of a state machine. Of each type one runs at a time; to start it again stops the one before.</summary>
public readonly record struct TimeoutType
{
    private static readonly ErlAtom StateTimeoutAtom = ErlTerm.Atom("state_timeout");

    private TimeoutType(EventKind kind, ErlTerm? name) => (NonDefault, Name) = (kind, name);

    /// <summary>Runs until any event comes: <c>timeout</c>.</summary>
    public static TimeoutType Event => default;

    /// <summary>Runs until the state changes: <c>state_timeout</c>.</summary>
    public static TimeoutType State => new(EventKind.StateTimeout, null);

    /// <summary>The name of a generic time-out, or <see langword="null"/>.</summary>
    public ErlTerm? Name { get; }

    /// <summary>The kind of the event that comes when the time is over.</summary>
    public EventKind Kind => NonDefault ?? EventKind.EventTimeout;

    private EventKind? NonDefault { get; }

    /// <summary>Runs until it is stopped, whatever happens meanwhile; as many as there are names: <c>{timeout, Name}</c>.</summary>
    /// <param name="name">Any term.</param>
    public static TimeoutType Generic(ErlTerm name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new TimeoutType(EventKind.GenericTimeout, name);
    }

    /// <summary>Reads <c>timeout</c>, <c>state_timeout</c> or <c>{timeout, Name}</c>.</summary>
    /// <returns>False for any other term.</returns>
    public static bool TryRead(ErlTerm term, out TimeoutType type)
    {
        type = term is ErlTuple and [ErlAtom kind, var name] && kind == Atoms.Timeout ? Generic(name)
            : StateTimeoutAtom.Equals(term) ? State
            : Event;
        return type != Event || Atoms.Timeout.Equals(term);
    }

    /// <summary><c>timeout</c>, <c>state_timeout</c> or <c>{timeout, Name}</c>.</summary>
    public ErlTerm ToTerm() => Kind switch
    {
        EventKind.StateTimeout => StateTimeoutAtom,
        EventKind.GenericTimeout => ErlTerm.Tuple(Atoms.Timeout, Name!),
        _ => Atoms.Timeout,
    };

    /// <summary>Prints the term.</summary>
    public override string ToString() => ToTerm().ToString();
}
