using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <summary>How a state machine's initialisation ends: in its first state, not wanting to run (<c>ignore</c>), or unable to (<c>{stop, Reason}</c>).</summary>
public readonly record struct StateInit
{
    private readonly StateAction[]? _actions;

    private StateInit(ErlTerm? state, ErlTerm? stop, ReadOnlySpan<StateAction> actions)
    {
        State = state;
        StopReason = stop;
        _actions = actions.IsEmpty ? null : actions.ToArray();
    }

    /// <summary>The machine does not want to run, and that is no fault: the start gives <c>ignore</c>, a supervisor goes on without it.</summary>
    public static StateInit Ignore => default;

    internal ErlTerm? State { get; }

    internal ErlTerm? StopReason { get; }

    internal StateAction[] Actions => _actions ?? [];

    /// <summary>So that a method which awaits nothing can return the result as it is.</summary>
    public static implicit operator ValueTask<StateInit>(StateInit result) => new(result);

    /// <summary>The machine runs.</summary>
    /// <param name="state">Its first state; an atom when states have functions of their own.</param>
    /// <param name="actions">What to do first; there is no event to postpone yet.</param>
    public static StateInit Ok(ErlTerm state, params ReadOnlySpan<StateAction> actions)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new StateInit(state, null, actions);
    }

    /// <summary>The machine cannot run: the start gives <c>{error, Reason}</c>.</summary>
    /// <param name="reason">Why; also the exit reason of the process.</param>
    public static StateInit Stop(ErlTerm reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return new StateInit(null, reason, []);
    }
}
