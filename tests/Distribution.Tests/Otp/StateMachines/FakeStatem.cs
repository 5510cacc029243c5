using Chan.Distribution.Otp.StateMachines;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.StateMachines;

/// <summary>A state machine whose every reaction a test writes down; its data are one term.</summary>
internal sealed class FakeStatem(StateInit first, Func<FakeStatem, StateEvent, ErlTerm, StateResult> handle) : GenStatem
{
    public CallbackMode Mode { get; init; } = CallbackMode.HandleEventFunction;

    public bool IsToldOfEntry { get; init; }

    public Func<ErlAtom, bool> IsState { get; init; } = _ => true;

    public Action<ErlTerm, ErlTerm>? Ended { get; init; }

    public Func<StateMachineStatus, StateMachineStatus>? Format { get; init; }

    public Func<CallbackMode>? AskMode { get; init; }

    public string Name { get; init; } = "fake";

    public ErlTerm Data { get; set; } = Atoms.Undefined;

    protected internal override ErlAtom Module => ErlTerm.Atom(Name);

    protected internal override CallbackMode CallbackMode => AskMode?.Invoke() ?? Mode;

    protected internal override bool HasStateEnter => IsToldOfEntry;

    public void Trap() => Process.TrapExit = true;

    protected internal override ValueTask<StateInit> InitAsync() => first;

    protected internal override Func<StateEvent, ValueTask<StateResult>>? FindState(ErlAtom state)
        => IsState(state) ? stateEvent => handle(this, stateEvent, state) : null;

    protected internal override ValueTask<StateResult> HandleEventAsync(StateEvent stateEvent, ErlTerm state) => handle(this, stateEvent, state);

    protected internal override ValueTask TerminateAsync(ErlTerm reason, ErlTerm state)
    {
        Ended?.Invoke(reason, state);
        return ValueTask.CompletedTask;
    }

    protected internal override ErlTerm GetData() => Data;

    protected internal override void SetData(ErlTerm data) => Data = data;

    protected internal override ValueTask<ErlTerm> ChangeCodeAsync(ErlTerm oldVersion, ErlTerm state, ErlTerm extra)
    {
        Data = ErlTerm.Tuple(oldVersion, Data);
        return new(extra);
    }

    protected internal override StateMachineStatus FormatStatus(StateMachineStatus status) => Format?.Invoke(status) ?? status;
}
