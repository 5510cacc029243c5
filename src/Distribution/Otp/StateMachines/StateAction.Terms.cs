using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <content>Actions as Erlang writes them, for exit reasons and traces.</content>
public readonly partial record struct StateAction
{
    private static readonly ErlAtom HibernateAtom = ErlTerm.Atom("hibernate");
    private static readonly ErlAtom ReplyAtom = ErlTerm.Atom("reply");
    private static readonly ErlAtom PostponeAtom = ErlTerm.Atom("postpone");
    private static readonly ErlAtom NextEventAtom = ErlTerm.Atom("next_event");
    private static readonly ErlAtom CancelAtom = ErlTerm.Atom("cancel");
    private static readonly ErlAtom UpdateAtom = ErlTerm.Atom("update");
    private static readonly ErlAtom ChangeAtom = ErlTerm.Atom("change_callback_module");
    private static readonly ErlAtom PushAtom = ErlTerm.Atom("push_callback_module");
    private static readonly ErlAtom PopAtom = ErlTerm.Atom("pop_callback_module");
    private static readonly ErlList Absolute = ErlTerm.List(ErlTerm.Tuple(ErlTerm.Atom("abs"), Atoms.True));

    /// <summary>The action; times in milliseconds, absolute ones of <c>erlang:monotonic_time</c>.</summary>
    /// <param name="clock">The clock of the node.</param>
    internal ErlTerm ToTerm(TimeProvider clock) => Kind switch
    {
        ActionKind.Hibernate => HibernateAtom,
        ActionKind.Reply => ErlTerm.Tuple(ReplyAtom, Event.From.ToTerm(), Event.Content),
        ActionKind.Postpone => PostponeAtom,
        ActionKind.DoNotPostpone => ErlTerm.Tuple(PostponeAtom, Atoms.False),
        ActionKind.NextEvent => ErlTerm.Tuple(NextEventAtom, Event.TypeToTerm(), Event.Content),
        ActionKind.StartTimeout => ErlTerm.Tuple(TimeoutType.ToTerm(), MillisecondsOf(clock), Event.Content),
        ActionKind.CancelTimeout => ErlTerm.Tuple(TimeoutType.ToTerm(), CancelAtom),
        ActionKind.UpdateTimeout => ErlTerm.Tuple(TimeoutType.ToTerm(), UpdateAtom, Event.Content),
        ActionKind.ChangeCallbackModule => ErlTerm.Tuple(ChangeAtom, Callbacks!.Module),
        ActionKind.PushCallbackModule => ErlTerm.Tuple(PushAtom, Callbacks!.Module),
        ActionKind.PopCallbackModule => PopAtom,
        _ => StartToTerm(clock),
    };

    /// <summary>The start of a time-out with its options, <c>{Type, Time, Content, Options}</c>, as traces show it.</summary>
    /// <param name="clock">The clock of the node.</param>
    internal ErlTerm StartToTerm(TimeProvider clock)
        => ErlTerm.Tuple(TimeoutType.ToTerm(), MillisecondsOf(clock), Event.Content, IsAbsolute ? Absolute : ErlList.Empty);

    private long MillisecondsOf(TimeProvider clock)
    {
        Int128 ticks = IsAbsolute ? ((Int128)clock.GetTimestamp() * TimeSpan.TicksPerSecond / clock.TimestampFrequency) + DelayFrom(clock).Ticks : Time;
        return (long)(ticks / TimeSpan.TicksPerMillisecond);
    }
}
