using Chan.Distribution.Otp.Calls;
using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <summary>The system events of state machines, and how a trace prints them: as gen_statem does.</summary>
internal static class StatemEventText
{
    private static readonly ErlAtom In = ErlTerm.Atom("in");
    private static readonly ErlAtom Out = ErlTerm.Atom("out");
    private static readonly ErlAtom Enter = ErlTerm.Atom("enter");
    private static readonly ErlAtom StartTimer = ErlTerm.Atom("start_timer");
    private static readonly ErlAtom Postpone = ErlTerm.Atom("postpone");
    private static readonly ErlAtom Consume = ErlTerm.Atom("consume");

    /// <summary><c>{enter, Module, State}</c>.</summary>
    public static ErlTerm Entered(ErlAtom module, ErlTerm state) => ErlTerm.Tuple(Enter, module, state);

    /// <summary><c>{in, Event, State}</c>.</summary>
    public static ErlTerm Received(StateEvent stateEvent, ErlTerm state) => ErlTerm.Tuple(In, stateEvent.ToTerm(), state);

    /// <summary><c>{out, Reply, From}</c>.</summary>
    public static ErlTerm Sent(ErlTerm reply, GenFrom to) => ErlTerm.Tuple(Out, reply, to.ToTerm());

    /// <summary><c>{module, Module, State}</c>.</summary>
    public static ErlTerm Switched(ErlAtom module, ErlTerm state) => ErlTerm.Tuple(Atoms.Module, module, state);

    /// <summary><c>{start_timer, {Type, Time, Content, Options}, State}</c>.</summary>
    public static ErlTerm Started(StateAction action, ErlTerm state, TimeProvider clock) => ErlTerm.Tuple(StartTimer, action.StartToTerm(clock), state);

    /// <summary><c>{postpone, Event, State, NextState}</c> or <c>{consume, ...}</c>.</summary>
    public static ErlTerm Handled(StateEvent stateEvent, bool isPostponed, ErlTerm state, ErlTerm next)
        => ErlTerm.Tuple(isPostponed ? Postpone : Consume, stateEvent.ToTerm(), state, next);

    /// <summary><c>{terminate, Reason, State}</c>.</summary>
    public static ErlTerm Terminated(ErlTerm reason, ErlTerm state) => ErlTerm.Tuple(Atoms.Terminate, reason, state);

    /// <summary>A line for people.</summary>
    public static string Of(ErlTerm name, ErlTerm systemEvent) => systemEvent switch
    {
        ErlTuple and [ErlAtom kind, ErlTuple and [var type, var content], var state] when kind == In
            => $"*DBG* {name} receive {Text(type, content)} in state {state}",
        ErlTuple and [ErlAtom kind, var reply, ErlTuple and [var to, _]] when kind == Out => $"*DBG* {name} send {reply} to {to}",
        ErlTuple and [ErlAtom kind, ErlTuple and [var type, var content], var state, var next] when kind == Postpone || kind == Consume
            => $"*DBG* {name} {kind} {Text(type, content)} in state {(state == next ? state.ToString() : $"{state} => {next}")}",
        ErlTuple and [ErlAtom kind, var what, var state] => $"*DBG* {name} {kind} {what} in state {state}",
        _ => $"*DBG* {name} dbg  {systemEvent}",
    };

    private static string Text(ErlTerm type, ErlTerm content)
        => type is ErlTuple and [ErlAtom("call"), ErlTuple and [var caller, _]] ? $"call {content} from {caller}" : $"{type} {content}";
}
