using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Starting;

/// <summary>
/// A server and a state machine that initialise themselves as a term says: <c>{ok}</c>, <c>{error, Reason}</c>, <c>{exit, Reason}</c>,
/// <c>{throw, Value}</c>, <c>{stop, Reason}</c> or <c>ignore</c>.
/// </summary>
internal static class Initialisation
{
    private static ErlTerm? Run(ErlTerm how) => how switch
    {
        ErlTuple and [ErlAtom("error"), var reason] => throw TermException.Error(reason, ErlList.Empty),
        ErlTuple and [ErlAtom("exit"), var reason] => throw TermException.Exit(reason),
        ErlTuple and [ErlAtom("throw"), var value] => throw TermException.Throw(value),
        ErlTuple and [ErlAtom("stop"), var reason] => reason,
        _ => null,
    };

    internal sealed class Server(ErlTerm how, Action<ErlPid>? begun = null) : GenServer
    {
        protected internal override ErlAtom Module => ErlTerm.Atom("failing_init");

        protected internal override ValueTask<InitResult> InitAsync()
        {
            begun?.Invoke(Process.Self);
            return Run(how) is { } stop ? InitResult.Stop(stop) : how == Atoms.Ignore ? InitResult.Ignore : InitResult.Ok;
        }
    }

    internal sealed class Machine(ErlTerm how, Action<ErlPid>? begun = null) : GenStatem
    {
        protected internal override ErlAtom Module => ErlTerm.Atom("failing_init");

        protected internal override CallbackMode CallbackMode => CallbackMode.HandleEventFunction;

        protected internal override ValueTask<StateInit> InitAsync()
        {
            begun?.Invoke(Process.Self);
            return Run(how) is { } stop ? StateInit.Stop(stop) : how == Atoms.Ignore ? StateInit.Ignore : StateInit.Ok(Atoms.Ok);
        }
    }
}
