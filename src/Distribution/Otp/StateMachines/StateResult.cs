using Chan.Distribution.Otp.Calls;
using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <summary>What follows from an event: another state, the same one, or the end; and the actions that go with it.</summary>
/// <remarks>The data of a machine are the fields of its object, so Erlang's forms with new data and without are one form here.</remarks>
public readonly record struct StateResult
{
    private readonly StateAction[]? _actions;

    private StateResult(ResultKind kind, ReadOnlySpan<StateAction> actions, ErlTerm? term = null)
    {
        Kind = kind;
        Term = term;
        _actions = actions.IsEmpty ? null : actions.ToArray();
    }

    internal enum ResultKind
    {
        KeepState,
        NextState,
        RepeatState,
        Stop,
    }

    internal ResultKind Kind { get; }

    /// <summary>The next state, or the reason of the end.</summary>
    internal ErlTerm? Term { get; }

    /// <summary>What to do; for <see cref="Stop"/> answers only.</summary>
    internal StateAction[] Actions => _actions ?? [];

    /// <summary>So that a method which awaits nothing can return the result as it is.</summary>
    public static implicit operator ValueTask<StateResult>(StateResult result) => new(result);

    /// <summary>The state stays: <c>keep_state</c>. Without actions the event is done.</summary>
    /// <param name="actions">What to do.</param>
    public static StateResult KeepState(params ReadOnlySpan<StateAction> actions) => new(ResultKind.KeepState, actions);

    /// <summary>
    /// The next state: <c>next_state</c>. When it is another one, its time-outs of event and state stop, postponed events are handled again,
    /// and its entry is called; the same one is as <see cref="KeepState"/>.
    /// </summary>
    /// <param name="state">The state; an atom when states have functions of their own.</param>
    /// <param name="actions">What to do.</param>
    public static StateResult NextState(ErlTerm state, params ReadOnlySpan<StateAction> actions)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new StateResult(ResultKind.NextState, actions, state);
    }

    /// <summary>The state stays, and its entry is called once more: <c>repeat_state</c>. Postponed events stay so.</summary>
    /// <param name="actions">What to do.</param>
    public static StateResult RepeatState(params ReadOnlySpan<StateAction> actions) => new(ResultKind.RepeatState, actions);

    /// <summary>The machine ends.</summary>
    /// <param name="reason"><c>normal</c> if not given. <c>normal</c>, <c>shutdown</c> and <c>{shutdown, _}</c> are no crash.</param>
    public static StateResult Stop(ErlTerm? reason = null) => new(ResultKind.Stop, [], reason ?? Atoms.Normal);

    /// <summary>The machine answers calls, and ends: <c>stop_and_reply</c>.</summary>
    /// <param name="reason"><c>normal</c>, <c>shutdown</c> and <c>{shutdown, _}</c> are no crash.</param>
    /// <param name="replies">Who gets which answer.</param>
    public static StateResult StopAndReply(ErlTerm reason, params ReadOnlySpan<(GenFrom From, ErlTerm Reply)> replies)
    {
        ArgumentNullException.ThrowIfNull(reason);
        var actions = new StateAction[replies.Length];
        for (int i = 0; i < replies.Length; i++)
        {
            actions[i] = StateAction.Reply(replies[i].From, replies[i].Reply);
        }

        return new StateResult(ResultKind.Stop, actions, reason);
    }
}
