using Chan.Distribution.Otp.StateMachines;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.StateMachines;

/// <summary>
/// A state machine that does what its events say. The content of an event is <c>{Id, #{State =&gt; {Result, Actions}}}</c>: what it leads to in each
/// state. An id that was handled three times is consumed from then on, so that every script comes to an end. The data are the list of what was
/// handled, the newest first: <c>{Type, Id, State}</c> and <c>{enter, Before, State}</c>.
/// </summary>
internal sealed class ScriptedStatem : GenStatem
{
    public const int MaxHandled = 3;

    private readonly List<ErlTerm> _handled = [];
    private readonly Dictionary<ErlTerm, int> _counts = [];

    public static ErlAtom FirstState { get; } = ErlTerm.Atom("a");

    protected internal override CallbackMode CallbackMode => CallbackMode.HandleEventFunction;

    protected internal override bool HasStateEnter => true;

    protected internal override ValueTask<StateInit> InitAsync() => StateInit.Ok(FirstState);

    protected internal override ValueTask<StateResult> HandleEventAsync(StateEvent stateEvent, ErlTerm state)
    {
        if (stateEvent is (EventKind.Enter, var before))
        {
            _handled.Add(ErlTerm.Tuple(ErlTerm.Atom("enter"), before, state));
            return StateResult.KeepState();
        }

        var script = (ErlTuple)stateEvent.Content;
        _handled.Add(ErlTerm.Tuple(stateEvent.TypeToTerm(), script[0], state));
        int count = _counts[script[0]] = _counts.GetValueOrDefault(script[0]) + 1;
        return count <= MaxHandled && ((ErlMap)script[1]).TryGetValue(state, out ErlTerm? reaction)
            ? React((ErlTuple)reaction)
            : StateResult.KeepState();
    }

    protected internal override ErlTerm GetData() => ErlTerm.List([.. Enumerable.Reverse(_handled)]);

    private static StateResult React(ErlTuple reaction)
    {
        StateAction[] actions = [.. ((ErlList)reaction[1]).Select(ActionOf)];
        return reaction[0] switch
        {
            ErlTuple and [_, var state] => StateResult.NextState(state, actions),
            ErlAtom("repeat") => StateResult.RepeatState(actions),
            _ => StateResult.KeepState(actions),
        };
    }

    private static StateAction ActionOf(ErlTerm action) => action switch
    {
        ErlTuple and [ErlAtom("next_event"), var content] => StateAction.NextEvent(StateEvent.Internal(content)),
        ErlTuple and [ErlAtom("start"), var type, ErlInteger(long time), var content] =>
            StateAction.StartTimeout(TypeOf(type), TimeSpan.FromMilliseconds(time), content),
        ErlTuple and [ErlAtom("cancel"), var type] => StateAction.CancelTimeout(TypeOf(type)),
        ErlTuple and [ErlAtom("update"), var type, var content] => StateAction.UpdateTimeout(TypeOf(type), content),
        ErlAtom("postpone") => StateAction.Postpone,
        _ => StateAction.DoNotPostpone,
    };

    private static TimeoutType TypeOf(ErlTerm term) => TimeoutType.TryRead(term, out TimeoutType type) ? type : throw new ArgumentException("No time-out.", nameof(term));
}
