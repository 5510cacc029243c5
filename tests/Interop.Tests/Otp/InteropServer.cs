using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Interop.Tests.Otp;

/// <summary>The same server as interop_server.erl, and the functions to start it under the same names.</summary>
internal sealed class InteropServer : GenServer
{
    private static readonly ErlAtom ModuleName = ErlTerm.Atom("interop_server");
    private static readonly ErlAtom Waiting = ErlTerm.Atom("waiting");

    private List<ErlTerm> _state = [];

    protected internal override ErlAtom Module => ModuleName;

    public static void AddTo(Node node)
    {
        node.Modules.Add(ModuleName, ErlTerm.Atom("start"), 0, (self, _) => StartAsync(self, ErlTerm.Atom("srv")));
        node.Modules.Add(ModuleName, ErlTerm.Atom("start_global"), 1, (self, arguments) => StartAsync(self, ServerName.InCluster(arguments[0])));
        node.Modules.Add(ModuleName, ErlTerm.Atom("spy"), 3, Spy);
    }

    protected internal override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from)
    {
        switch (request)
        {
            case ErlTuple and [ErlAtom("store"), var key, var value]:
                Add(key, value);
                return CallResult.Reply(Atoms.Ok);
            case ErlTuple and [ErlAtom("lookup"), var key]:
                return CallResult.Reply(_state.OfType<ErlTuple>().FirstOrDefault(pair => pair[0].Equals(key))?[1] ?? Atoms.Undefined);
            case ErlTuple and [ErlAtom("crash"), var reason]:
                throw TermException.Error(reason);
            case ErlTuple and [ErlAtom("exit"), var reason]:
                throw TermException.Exit(reason);
            case ErlTuple and [ErlAtom("throw"), var value]:
                throw TermException.Throw(value);
            case ErlTuple and [ErlAtom("stop"), var reason]:
                return CallResult.Stop(reason);
            case ErlTuple and [ErlAtom("stop"), var reason, var reply]:
                return CallResult.Stop(reason, reply);
            case ErlTuple and [ErlAtom("then"), var what]:
                return CallResult.Reply(Atoms.Ok, Next.Continue(what));
            case ErlTuple and [ErlAtom("silence"), ErlInteger(long milliseconds)]:
                return CallResult.Reply(Atoms.Ok, Next.Timeout(TimeSpan.FromMilliseconds(milliseconds)));
            case ErlAtom("wait"):
                Add(Waiting, from.ToTerm());
                return CallResult.NoReply;
            default:
                return base.HandleCallAsync(request, from);
        }
    }

    protected internal override ValueTask<HandleResult> HandleCastAsync(ErlTerm request)
    {
        switch (request)
        {
            case ErlTuple and [ErlAtom("store"), var key, var value]:
                Add(key, value);
                return HandleResult.NoReply;
            case ErlTuple and [ErlAtom("answer"), var answer]:
                foreach (ErlTuple pair in _state.OfType<ErlTuple>().Where(IsWaiting))
                {
                    Assert.True(GenFrom.TryRead(pair[1], out GenFrom from));
                    from.Reply(Process, answer);
                }

                _state.RemoveAll(pair => IsWaiting((ErlTuple)pair));
                return HandleResult.NoReply;
            default:
                return base.HandleCastAsync(request);
        }
    }

    protected internal override ValueTask<HandleResult> HandleInfoAsync(ErlTerm message)
    {
        Add(ErlTerm.Atom("info"), message);
        return HandleResult.NoReply;
    }

    protected internal override ValueTask<HandleResult> HandleContinueAsync(ErlTerm continuation)
    {
        Add(ErlTerm.Atom("continued"), continuation);
        return HandleResult.NoReply;
    }

    protected internal override ErlTerm GetState() => ErlTerm.List([.. _state]);

    protected internal override void SetState(ErlTerm state) => _state = [.. (ErlList)state];

    private static async ValueTask<ErlTerm> StartAsync(ProcessContext self, ServerName name)
    {
        StartResult result = await StartAsync(self, () => new InteropServer(), new StartOptions { Name = name });
        return result.IsStarted ? Atoms.Ok : result.ToTerm();
    }

    /// <summary>Tells a process of each system event; anything else in place of a process ends the spying.</summary>
    private static ValueTask<ErlTerm> Spy(ProcessContext self, IReadOnlyList<ErlTerm> arguments)
    {
        if (arguments[0] is ErlPid pid)
        {
            self.Send(pid, ErlTerm.Tuple(ErlTerm.Atom("spied"), arguments[1], arguments[2]));
        }

        return ValueTask.FromResult(arguments[0]);
    }

    private static bool IsWaiting(ErlTuple pair) => pair[0].Equals(Waiting);

    private void Add(ErlTerm key, ErlTerm value) => _state.Insert(0, ErlTerm.Tuple(key, value));
}
