using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Servers;

/// <summary>A server whose every reaction a test can ask for.</summary>
internal sealed class Kvs(InitResult? init = null, Action<ErlTerm>? ended = null, Action<ErlTerm>? informed = null) : GenServer
{
    private readonly Dictionary<ErlTerm, ErlTerm> _store = [];
    private readonly List<GenFrom> _waiting = [];

    protected internal override ValueTask<InitResult> InitAsync() => init ?? InitResult.Ok;

    protected internal override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from) => request switch
    {
        ErlTuple and [ErlAtom("store"), var key, var value] => Store(key, value),
        ErlTuple and [ErlAtom("lookup"), var key] => CallResult.Reply(Lookup(key)),
        ErlTuple and [ErlAtom("crash"), var reason] => throw TermException.Error(reason),
        ErlTuple and [ErlAtom("exit"), var reason] => throw TermException.Exit(reason),
        ErlTuple and [ErlAtom("stop"), var reason] => CallResult.Stop(reason),
        ErlTuple and [ErlAtom("stop"), var reason, var reply] => CallResult.Stop(reason, reply),
        ErlTuple and [ErlAtom("then"), var continuation] => CallResult.Reply(Atoms.Ok, Next.Continue(continuation)),
        ErlTuple and [ErlAtom("silence"), ErlInteger(long milliseconds)] => CallResult.Reply(Atoms.Ok, Next.Timeout(TimeSpan.FromMilliseconds(milliseconds))),
        ErlAtom("wait") => Wait(from),
        ErlAtom("trap") => Trap(),
        _ => base.HandleCallAsync(request, from),
    };

    protected internal override ValueTask<HandleResult> HandleCastAsync(ErlTerm request)
    {
        switch (request)
        {
            case ErlTuple and [ErlAtom("store"), var key, var value]:
                _store[key] = value;
                return HandleResult.NoReply;
            case ErlTuple and [ErlAtom("answer"), var answer]:
                foreach (GenFrom from in _waiting)
                {
                    from.Reply(Process, answer);
                }

                _waiting.Clear();
                return HandleResult.NoReply;
            default:
                return base.HandleCastAsync(request);
        }
    }

    protected internal override ValueTask<HandleResult> HandleContinueAsync(ErlTerm continuation)
    {
        _store[ErlTerm.Atom("continued")] = continuation;
        return HandleResult.NoReply;
    }

    protected internal override ValueTask<HandleResult> HandleInfoAsync(ErlTerm message)
    {
        _store[ErlTerm.Atom("info")] = message;
        informed?.Invoke(message);
        return HandleResult.NoReply;
    }

    protected internal override ValueTask TerminateAsync(ErlTerm reason)
    {
        ended?.Invoke(reason);
        return ValueTask.CompletedTask;
    }

    protected internal override ErlTerm GetState() => ErlTerm.Map([.. _store.Select(pair => (pair.Key, pair.Value))]);

    protected internal override void SetState(ErlTerm state)
    {
        _store.Clear();
        foreach ((ErlTerm key, ErlTerm value) in (ErlMap)state)
        {
            _store[key] = value;
        }
    }

    private CallResult Store(ErlTerm key, ErlTerm value)
    {
        _store[key] = value;
        return CallResult.Reply(Atoms.Ok);
    }

    private CallResult Wait(GenFrom from)
    {
        _waiting.Add(from);
        return CallResult.NoReply;
    }

    private CallResult Trap()
    {
        Process.TrapExit = true;
        return CallResult.Reply(Atoms.Ok);
    }

    private ErlTerm Lookup(ErlTerm key) => _store.TryGetValue(key, out ErlTerm? value) ? ErlTerm.Tuple(Atoms.Ok, value) : Atoms.Undefined;
}
