using Chan.Distribution.Otp.Events;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Events;

/// <summary>
/// A handler that keeps what it gets, and whose every reaction a test can ask for, by what it was initialised with. The interop tests have it in
/// Erlang too, as event_recorder.erl.
/// </summary>
internal sealed class EventRecorder : GenEventHandler
{
    private ErlTerm _arguments = Atoms.Undefined;
    private ErlTerm _seen = ErlList.Empty;

    protected internal override ValueTask<EventInitResult> InitAsync(ErlTerm arguments)
    {
        _arguments = arguments;
        return arguments switch
        {
            ErlTuple and [ErlAtom("refuse"), var reason] => EventInitResult.Error(reason),
            ErlTuple and [ErlAtom("crash"), var reason] => throw TermException.Error(reason),
            ErlTuple and [ErlAtom("throw"), var value] => throw TermException.Throw(value),
            _ => EventInitResult.Ok,
        };
    }

    protected internal override ValueTask<EventResult> HandleEventAsync(ErlTerm message)
    {
        switch (message)
        {
            case ErlAtom("remove"):
                return EventResult.Remove;
            case ErlTuple and [ErlAtom("crash"), var who] when who.Equals(_arguments):
                throw TermException.Error(ErlTerm.Atom("boom"));
            case ErlTuple and [ErlAtom("exit"), var who, var reason] when who.Equals(_arguments):
                throw TermException.Exit(reason);
            case ErlTuple and [ErlAtom("swap"), var who, var successor, var arguments] when who.Equals(_arguments):
                return EventResult.Swap(Atoms.Stop, successor, arguments);
            default:
                Keep(message);
                return EventResult.Ok;
        }
    }

    protected internal override ValueTask<EventCallResult> HandleCallAsync(ErlTerm request) => request switch
    {
        ErlAtom("seen") => EventCallResult.Reply(_seen),
        ErlAtom("arguments") => EventCallResult.Reply(_arguments),
        ErlAtom("leave") => EventCallResult.Remove(ErlTerm.Atom("bye")),
        ErlTuple and [ErlAtom("swap"), var successor, var arguments] => EventCallResult.Swap(Atoms.Ok, Atoms.Stop, successor, arguments),
        _ => base.HandleCallAsync(request),
    };

    protected internal override ValueTask<EventResult> HandleInfoAsync(ErlTerm message)
    {
        Keep(ErlTerm.Tuple(ErlTerm.Atom("info"), message));
        return EventResult.Ok;
    }

    protected internal override ValueTask<ErlTerm> TerminateAsync(ErlTerm arguments)
        => arguments is ErlAtom("fail") ? throw TermException.Exit(Atoms.Crash) : ValueTask.FromResult<ErlTerm>(ErlTerm.Tuple(ErlTerm.Atom("ended"), arguments));

    protected internal override ErlTerm GetState() => ErlTerm.Tuple(_arguments, _seen);

    protected internal override void SetState(ErlTerm state)
        => (_arguments, _seen) = state is ErlTuple and [var arguments, ErlList seen] ? (arguments, seen) : throw TermException.Error(Atoms.Badarg);

    private void Keep(ErlTerm message) => _seen = ErlTerm.List([message, .. (ErlList)_seen]);
}
