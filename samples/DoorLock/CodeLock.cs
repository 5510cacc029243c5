using Chan.Distribution.Otp.StateMachines;
using Chan.Terms;

namespace DoorLock;

/// <summary>
/// The lock of a door. Locked, it collects digits; the right code opens it, for a while. Who calls <c>until_locked</c> meanwhile waits,
/// because that call is postponed to the state in which it can be answered.
/// </summary>
/// <param name="code">The digits that open it.</param>
/// <param name="openFor">How long the door stays open.</param>
public sealed class CodeLock(IReadOnlyList<long> code, TimeSpan openFor) : GenStatem
{
    private static readonly ErlAtom LockedState = ErlTerm.Atom("locked");
    private static readonly ErlAtom OpenState = ErlTerm.Atom("open");
    private static readonly ErlAtom WrongAtom = ErlTerm.Atom("wrong");
    private static readonly ErlAtom Lock = ErlTerm.Atom("lock");
    private static readonly ErlAtom Forget = ErlTerm.Atom("forget");

    private readonly List<long> _entered = [];
    private int _wrong;

    protected override ErlAtom Module => ErlTerm.Atom("door");

    protected override CallbackMode CallbackMode => CallbackMode.StateFunctions;

    protected override bool HasStateEnter => true;

    protected override ValueTask<StateInit> InitAsync() => StateInit.Ok(LockedState);

    protected override Func<StateEvent, ValueTask<StateResult>>? FindState(ErlAtom state) => state.Name switch
    {
        "locked" => Locked,
        "open" => Open,
        _ => null,
    };

    protected override ErlTerm GetData()
        => ErlTerm.Map((ErlTerm.Atom("entered"), ErlTerm.List([.. _entered.Select(digit => (ErlTerm)digit)])), (WrongAtom, _wrong));

    private ValueTask<StateResult> Locked(StateEvent e)
    {
        switch (e)
        {
            case (EventKind.Enter or EventKind.EventTimeout, _):
                _entered.Clear();
                return StateResult.KeepState();
            case (EventKind.Call, ErlTuple and [ErlAtom("button"), ErlInteger(long digit)]):
                return Press(e, digit);
            case (EventKind.Call, ErlAtom("until_locked")):
                return StateResult.KeepState(StateAction.Reply(e.From, LockedState));
            default:
                return StateResult.KeepState();
        }
    }

    private ValueTask<StateResult> Open(StateEvent e) => e switch
    {
        (EventKind.Enter, _) => StateResult.KeepState(StateAction.StartTimeout(TimeoutType.State, openFor, Lock)),
        (EventKind.StateTimeout, _) => StateResult.NextState(LockedState),
        (EventKind.Call, ErlTuple and [ErlAtom("button"), _]) => StateResult.KeepState(StateAction.Reply(e.From, OpenState)),
        (EventKind.Call, ErlAtom("until_locked")) => StateResult.KeepState(StateAction.Postpone),
        _ => StateResult.KeepState(),
    };

    /// <summary>A code that is begun and not finished is forgotten after a minute without another button.</summary>
    private StateResult Press(StateEvent e, long digit)
    {
        _entered.Add(digit);
        if (_entered.SequenceEqual(code))
        {
            return StateResult.NextState(OpenState, StateAction.Reply(e.From, OpenState));
        }

        if (_entered.Count < code.Count)
        {
            return StateResult.KeepState(
                StateAction.Reply(e.From, LockedState), StateAction.StartTimeout(TimeoutType.Event, TimeSpan.FromMinutes(1), Forget));
        }

        _wrong++;
        return StateResult.RepeatState(StateAction.Reply(e.From, WrongAtom));
    }
}
