using Chan.Distribution.Otp.Calls;
using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <summary>An event of a state machine: its type and its content.</summary>
/// <remarks>Matching: <c>stateEvent switch { (EventKind.Cast, ErlTuple and [ErlAtom("button"), var digit]) => ..., (EventKind.StateTimeout, _) => ... }</c>.</remarks>
public readonly record struct StateEvent
{
    private static readonly ErlAtom CastAtom = ErlTerm.Atom("cast");
    private static readonly ErlAtom CallAtom = ErlTerm.Atom("call");
    private static readonly ErlAtom InternalAtom = ErlTerm.Atom("internal");
    private static readonly ErlAtom EnterAtom = ErlTerm.Atom("enter");

    private StateEvent(EventKind kind, ErlTerm content, GenFrom from = default, ErlTerm? name = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        (Kind, Content, From, Name) = (kind, content, from, name);
    }

    /// <summary>Where it comes from.</summary>
    public EventKind Kind { get; }

    /// <summary>The request, the message, or what was given with the time-out or the insertion.</summary>
    public ErlTerm Content { get; }

    /// <summary>Who waits for the answer, when it is a call; the default otherwise.</summary>
    public GenFrom From { get; }

    /// <summary>The name, when it is a generic time-out.</summary>
    public ErlTerm? Name { get; }

    /// <summary>A call.</summary>
    /// <param name="from">Who waits.</param>
    /// <param name="content">The request.</param>
    public static StateEvent Call(GenFrom from, ErlTerm content)
    {
        ArgumentNullException.ThrowIfNull(from.Pid, nameof(from));
        return new StateEvent(EventKind.Call, content, from);
    }

    /// <summary>A cast.</summary>
    /// <param name="content">The request.</param>
    public static StateEvent Cast(ErlTerm content) => new(EventKind.Cast, content);

    /// <summary>Any other message.</summary>
    /// <param name="content">The message.</param>
    public static StateEvent Info(ErlTerm content) => new(EventKind.Info, content);

    /// <summary>An event that only the machine itself can make.</summary>
    /// <param name="content">Any term.</param>
    public static StateEvent Internal(ErlTerm content) => new(EventKind.Internal, content);

    /// <summary>The event of a time-out.</summary>
    /// <param name="type">The time-out.</param>
    /// <param name="content">What was given when it was started.</param>
    public static StateEvent Timeout(TimeoutType type, ErlTerm content) => new(type.Kind, content, default, type.Name);

    /// <summary>So that an event can be matched by kind and content.</summary>
    public void Deconstruct(out EventKind kind, out ErlTerm content) => (kind, content) = (Kind, Content);

    /// <summary><c>{Type, Content}</c>, as Erlang's tools show events.</summary>
    public ErlTerm ToTerm() => ErlTerm.Tuple(TypeToTerm(), Content);

    /// <summary>Prints the term.</summary>
    public override string ToString() => Content is null ? "" : ToTerm().ToString();

    internal static StateEvent Enter(ErlTerm previous) => new(EventKind.Enter, previous);

    /// <summary>The event that a message is, time-outs apart.</summary>
    internal static StateEvent Of(ErlTerm message)
        => GenMessage.TryReadCall(message, out GenFrom from, out ErlTerm? content) ? Call(from, content)
            : GenMessage.TryReadCast(message, out content) ? Cast(content)
            : Info(message);

    internal ErlTerm TypeToTerm() => Kind switch
    {
        EventKind.Call => ErlTerm.Tuple(CallAtom, From.ToTerm()),
        EventKind.Cast => CastAtom,
        EventKind.Info => Atoms.Info,
        EventKind.Internal => InternalAtom,
        EventKind.EventTimeout => TimeoutType.Event.ToTerm(),
        EventKind.StateTimeout => TimeoutType.State.ToTerm(),
        EventKind.GenericTimeout => TimeoutType.Generic(Name!).ToTerm(),
        _ => EnterAtom,
    };
}
