using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.StateMachines;

/// <summary>The time-outs of a state machine: at most one of each type.</summary>
/// <remarks>
/// Those of zero have no timer: they wait in a queue of their own, in the order of their actions. A timer that cannot be stopped because it fires in
/// the same instant is remembered, and its message dropped when it comes. A time-out that lasts longer than timers do has several, one after the other.
/// </remarks>
internal sealed class StatemTimers(ProcessContext self)
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly Dictionary<TimeoutType, Running> _running = [];
    private readonly List<TimeoutType> _due = [];
    private readonly HashSet<ErlReference> _stale = [];
    private readonly HashSet<TimeoutType> _seen = [];
    private readonly List<TimeoutType> _newlyDue = [];

    /// <summary>How many time-outs run.</summary>
    public int Count => _running.Count;

    /// <summary>The time-outs that run, as <c>{Type, Content}</c>, in the order in which Erlang's come out of its map.</summary>
    public ErlList ToTerm()
        => ErlTerm.List([.. _running.Select(each => ErlTerm.Tuple(each.Key.ToTerm(), each.Value.Content)).OrderDescending()]);

    /// <summary>Carries out the actions of a transition: from the last to the first, as of those for one type only the last counts.</summary>
    /// <returns>Those that were started, in the order in which they were.</returns>
    public IEnumerable<StateAction> Apply(List<StateAction> actions)
    {
        List<StateAction>? started = null;
        for (int i = actions.Count - 1; i >= 0; i--)
        {
            if (_seen.Add(actions[i].TimeoutType) && Apply(actions[i]))
            {
                (started ??= []).Add(actions[i]);
            }
        }

        _newlyDue.Reverse();
        _due.AddRange(_newlyDue);
        _newlyDue.Clear();
        _seen.Clear();
        return started ?? [];
    }

    public void Cancel(TimeoutType type)
    {
        if (!_running.Remove(type, out Running running))
        {
            return;
        }

        if (running.Timer is null)
        {
            _due.Remove(type);
        }
        else if (self.CancelTimer(running.Timer) is null)
        {
            _stale.Add(running.Timer);
        }
    }

    /// <summary>Takes the first time-out of zero.</summary>
    public bool TryTakeDue(out StateEvent stateEvent)
    {
        if (_due.Count == 0)
        {
            stateEvent = default;
            return false;
        }

        TimeoutType type = _due[0];
        _due.RemoveAt(0);
        _running.Remove(type, out Running running);
        stateEvent = StateEvent.Timeout(type, running.Content);
        return true;
    }

    /// <summary>Takes the time-out that a message tells of.</summary>
    /// <returns>
    /// Null when it is one that was stopped, or that is not over yet; the message is for nobody. Otherwise whether the message tells of a time-out.
    /// </returns>
    public bool? TryTake(ErlTerm message, out StateEvent stateEvent)
    {
        stateEvent = default;
        if (message is not (ErlTuple and [ErlAtom tag, ErlReference timer, var name]) || tag != Atoms.Timeout)
        {
            return false;
        }

        if (_stale.Remove(timer))
        {
            return null;
        }

        if (!TimeoutType.TryRead(name, out TimeoutType type) || !_running.TryGetValue(type, out Running running) || !timer.Equals(running.Timer))
        {
            return false;
        }

        if (running.Rest > TimeSpan.Zero)
        {
            _running[type] = StartTimer(type, running.Rest, running.Content);
            return null;
        }

        _running.Remove(type);
        stateEvent = StateEvent.Timeout(type, running.Content);
        return true;
    }

    private bool Apply(StateAction action)
    {
        TimeoutType type = action.TimeoutType;
        if (action.Kind == StateAction.ActionKind.UpdateTimeout && _running.TryGetValue(type, out Running running))
        {
            _running[type] = running with { Content = action.Event.Content };
            return false;
        }

        Cancel(type);
        if (action.Kind == StateAction.ActionKind.CancelTimeout)
        {
            return false;
        }

        TimeSpan delay = action.DelayFrom(self.Node.TimeProvider);
        if (delay > TimeSpan.Zero)
        {
            _running[type] = StartTimer(type, delay, action.Event.Content);
        }
        else if (action.IsAbsolute)
        {
            _running[type] = new Running(SendAtOnce(type), action.Event.Content, TimeSpan.Zero);
        }
        else
        {
            _newlyDue.Add(type);
            _running[type] = new Running(null, action.Event.Content, TimeSpan.Zero);
        }

        return action.IsStart;
    }

    private Running StartTimer(TimeoutType type, TimeSpan delay, ErlTerm content)
    {
        TimeSpan first = delay < LongestTimer ? delay : LongestTimer;
        return new Running(self.StartTimer(first, self.Self, type.ToTerm()), content, delay - first);
    }

    /// <summary>What a timer does whose time is past: in Erlang too its message comes behind those that are in the mailbox.</summary>
    private ErlReference SendAtOnce(TimeoutType type)
    {
        ErlReference timer = self.MakeReference();
        self.Send(self.Self, ErlTerm.Tuple(Atoms.Timeout, timer, type.ToTerm()));
        return timer;
    }

    /// <summary>A time-out and what comes with it.</summary>
    /// <param name="Timer">The timer; none for a time-out of zero.</param>
    /// <param name="Content">The content of its event.</param>
    /// <param name="Rest">How long it lasts when the timer has fired.</param>
    private readonly record struct Running(ErlReference? Timer, ErlTerm Content, TimeSpan Rest);
}
