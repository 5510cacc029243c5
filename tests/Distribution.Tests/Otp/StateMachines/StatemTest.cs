using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.StateMachines;

/// <summary>Tests with machines that react as written down.</summary>
public abstract class StatemTest : ProcessTest
{
    protected static readonly ErlAtom A = ErlTerm.Atom("a");
    protected static readonly ErlAtom B = ErlTerm.Atom("b");

    /// <summary>Starts a machine in state <c>a</c> that answers the call <c>sync</c> with nothing else than <c>ok</c>.</summary>
    internal static async Task<ErlPid> Start(
        ProcessContext self, Func<StateEvent, ErlTerm, StateResult> handle, bool isToldOfEntry = false, params StateAction[] first)
        => (await GenStatem.StartAsync(self, () => Machine(handle, isToldOfEntry, first))).Pid;

    internal static FakeStatem Machine(Func<StateEvent, ErlTerm, StateResult> handle, bool isToldOfEntry = false, params StateAction[] first)
        => new(StateInit.Ok(A, first), (_, stateEvent, state) => stateEvent is (EventKind.Call, ErlAtom("sync"))
            ? StateResult.KeepState(StateAction.Reply(stateEvent.From, Atoms.Ok))
            : handle(stateEvent, state))
        {
            IsToldOfEntry = isToldOfEntry,
        };

    protected static async Task Sync(ProcessContext self, ErlTerm machine) => Assert.Equal(Atoms.Ok, await GenStatem.CallAsync(self, machine, Term("sync")));

    protected static async Task<TermException> Failure(ValueTask<ErlTerm> call) => await Assert.ThrowsAsync<TermException>(() => call.AsTask());
}
