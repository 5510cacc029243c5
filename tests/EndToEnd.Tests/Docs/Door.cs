using Chan.Distribution.Otp.StateMachines;
using Chan.Terms;

namespace Chan.EndToEnd.Tests.Docs;

public sealed class Door : GenStatem
{
    private static readonly ErlAtom LockedState = ErlTerm.Atom("locked"), OpenState = ErlTerm.Atom("open");

    protected override CallbackMode CallbackMode => CallbackMode.StateFunctions;

    protected override ValueTask<StateInit> InitAsync() => StateInit.Ok(LockedState);

    protected override Func<StateEvent, ValueTask<StateResult>>? FindState(ErlAtom state) => state.Name switch
    {
        "locked" => Locked,
        "open" => Open,
        _ => null,
    };

    private static ValueTask<StateResult> Locked(StateEvent e) => e switch
    {
        (EventKind.Call, ErlAtom("unlock")) => StateResult.NextState(
            OpenState, StateAction.Reply(e.From, Atoms.Ok), StateAction.StartTimeout(TimeoutType.State, TimeSpan.FromSeconds(10))),
        (EventKind.Call, ErlAtom("until_locked")) => StateResult.KeepState(StateAction.Reply(e.From, Atoms.Ok)),
        _ => StateResult.KeepState(),
    };

    private static ValueTask<StateResult> Open(StateEvent e) => e switch
    {
        (EventKind.StateTimeout, _) => StateResult.NextState(LockedState),
        (EventKind.Call, ErlAtom("until_locked")) => StateResult.KeepState(StateAction.Postpone),
        _ => StateResult.KeepState(),
    };
}
