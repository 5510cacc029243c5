using Chan.Distribution.Otp.StateMachines;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.StateMachines;

/// <summary>
/// A state machine that does what its events say. The content of an event is <c>{Id, #{State =&gt; {Result, Actions, {EntryResult, EntryActions}}}}</c>:
/// what it leads to in each state. An id that was handled three times is consumed from then on, so that every script comes to an end. The data are what
/// was handled, the newest first, and by which module: <c>{Type, Id, State, Module}</c> and <c>{enter, Before, State, Module}</c>.
/// </summary>
/// <param name="module">One of <see cref="Modules"/>.</param>
/// <param name="data">What all objects of a process share.</param>
internal sealed class ScriptedStatem(ErlTerm module, ScriptedData data) : GenStatem
{
    public const int MaxHandled = 3;

    /// <summary>One method for all states and told of entries, the same without entries, and methods for each state.</summary>
    public static readonly ErlTerm[] Modules = [ErlTerm.Atom("scripted_statem"), ErlTerm.Atom("scripted_plain"), ErlTerm.Atom("scripted_functions")];

    private static readonly ErlTerm Nothing = ErlTerm.Parse("{keep, []}");

    public ScriptedStatem()
        : this(Modules[0], new ScriptedData())
    {
    }

    public static ErlAtom FirstState { get; } = ErlTerm.Atom("a");

    protected internal override ErlAtom Module => (ErlAtom)module;

    protected internal override CallbackMode CallbackMode => module == Modules[2] ? CallbackMode.StateFunctions : CallbackMode.HandleEventFunction;

    protected internal override bool HasStateEnter => module != Modules[1];

    protected internal override ValueTask<StateInit> InitAsync() => StateInit.Ok(FirstState);

    protected internal override Func<StateEvent, ValueTask<StateResult>>? FindState(ErlAtom state) => stateEvent => React(stateEvent, state);

    protected internal override ValueTask<StateResult> HandleEventAsync(StateEvent stateEvent, ErlTerm state) => React(stateEvent, state);

    protected internal override ErlTerm GetData() => ErlTerm.List([.. Enumerable.Reverse(data.Handled)]);

    private StateResult React(StateEvent stateEvent, ErlTerm state)
    {
        if (stateEvent is (EventKind.Enter, var before))
        {
            data.Handled.Add(ErlTerm.Tuple(ErlTerm.Atom("enter"), before, state, module));
            var entry = (ErlTuple)data.Entry;
            data.Entry = Nothing;
            return ResultOf(entry[0], (ErlList)entry[1]);
        }

        var script = (ErlTuple)stateEvent.Content;
        data.Handled.Add(ErlTerm.Tuple(stateEvent.TypeToTerm(), script[0], state, module));
        data.Entry = Nothing;
        int count = data.Counts[script[0]] = data.Counts.GetValueOrDefault(script[0]) + 1;
        if (count > MaxHandled || !((ErlMap)script[1]).TryGetValue(state, out ErlTerm? found))
        {
            return StateResult.KeepState();
        }

        var reaction = (ErlTuple)found;
        data.Entry = reaction[2];
        return ResultOf(reaction[0], (ErlList)reaction[1]);
    }

    private StateResult ResultOf(ErlTerm result, ErlList script)
    {
        StateAction[] actions = [.. script.SelectMany(ActionsOf)];
        return result switch
        {
            ErlTuple and [_, var state] => StateResult.NextState(state, actions),
            ErlAtom("repeat") => StateResult.RepeatState(actions),
            _ => StateResult.KeepState(actions),
        };
    }

    /// <summary>None for what cannot be popped.</summary>
    private IEnumerable<StateAction> ActionsOf(ErlTerm action)
    {
        switch (action)
        {
            case ErlAtom("pop") when data.Depth == 0:
                return [];
            case ErlAtom("pop"):
                data.Depth--;
                return [StateAction.PopCallbackModule];
            case ErlTuple and [ErlAtom("push"), var next]:
                data.Depth++;
                return [StateAction.PushCallbackModule(new ScriptedStatem(next, data))];
            case ErlTuple and [ErlAtom("change"), var next]:
                return [StateAction.ChangeCallbackModule(new ScriptedStatem(next, data))];
            default:
                return [ActionOf(action)];
        }
    }

    private StateAction ActionOf(ErlTerm action) => action switch
    {
        ErlTuple and [ErlAtom("next_event"), ErlAtom("internal"), var content] => StateAction.NextEvent(StateEvent.Internal(content)),
        ErlTuple and [ErlAtom("next_event"), ErlAtom("cast"), var content] => StateAction.NextEvent(StateEvent.Cast(content)),
        ErlTuple and [ErlAtom("next_event"), ErlAtom("info"), var content] => StateAction.NextEvent(StateEvent.Info(content)),
        ErlTuple and [ErlAtom("next_event"), var type, var content] => StateAction.NextEvent(StateEvent.Timeout(TypeOf(type), content)),
        ErlTuple and [ErlAtom("start"), var type, ErlInteger(long time), var content] =>
            StateAction.StartTimeout(TypeOf(type), TimeSpan.FromMilliseconds(time), content),
        ErlTuple and [ErlAtom("start_at"), var type, ErlAtom("time"), ErlInteger(long offset), var content] =>
            StateAction.StartTimeoutAt(TypeOf(type), Clock.GetUtcNow() + TimeSpan.FromMilliseconds(offset), content),
        ErlTuple and [ErlAtom("start_at"), var type, _, ErlInteger(long offset), var content] =>
            StateAction.StartTimeoutAt(TypeOf(type), Clock.GetTimestamp() + (offset * Clock.TimestampFrequency / 1000), content),
        ErlTuple and [ErlAtom("cancel"), var type] => StateAction.CancelTimeout(TypeOf(type)),
        ErlTuple and [ErlAtom("update"), var type, var content] => StateAction.UpdateTimeout(TypeOf(type), content),
        ErlAtom("postpone") => StateAction.Postpone,
        _ => StateAction.DoNotPostpone,
    };

    private TimeProvider Clock => Process.Node.TimeProvider;

    private static TimeoutType TypeOf(ErlTerm term) => TimeoutType.TryRead(term, out TimeoutType type) ? type : throw new ArgumentException("No time-out.", nameof(term));
}
