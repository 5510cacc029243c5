using Chan.Distribution.Otp.Events;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Events;

/// <summary>A handler that keeps what it gets, and whose every reaction a test can ask for.</summary>
internal sealed class Recorder : GenEventHandler
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
        _seen = ErlTerm.List([message, .. (ErlList)_seen]);
        return message switch
        {
            ErlAtom("remove") => EventResult.Remove,
            ErlTuple and [ErlAtom("crash"), var id] when Handler.Equals(id) => throw TermException.Error(ErlTerm.Atom("boom")),
            ErlTuple and [ErlAtom("exit"), var id, var reason] when Handler.Equals(id) => throw TermException.Exit(reason),
            ErlTuple and [ErlAtom("swap"), var id, var successor, var arguments] when Handler.Equals(id)
                => EventResult.Swap(Atoms.Stop, successor, arguments),
            _ => EventResult.Ok,
        };
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
        _seen = ErlTerm.List([ErlTerm.Tuple(ErlTerm.Atom("info"), message), .. (ErlList)_seen]);
        return EventResult.Ok;
    }

    protected internal override ValueTask<ErlTerm> TerminateAsync(ErlTerm arguments)
        => arguments is ErlAtom("fail") ? throw TermException.Exit(Atoms.Crash) : ValueTask.FromResult<ErlTerm>(ErlTerm.Tuple(ErlTerm.Atom("ended"), arguments));

    protected internal override ErlTerm GetState() => _seen;

    protected internal override void SetState(ErlTerm state) => _seen = (ErlList)state;
}
