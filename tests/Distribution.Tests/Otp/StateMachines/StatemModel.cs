using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.StateMachines;

/// <summary>
/// What a <see cref="ScriptedStatem"/> has to do, written down from the description of gen_statem as slowly and plainly as possible:
/// after each event the whole agenda is laid out anew, and time is a number.
/// </summary>
internal sealed class StatemModel
{
    private static readonly ErlTerm Event = ErlTerm.Parse("timeout");
    private static readonly ErlTerm State = ErlTerm.Parse("state_timeout");

    private readonly Dictionary<ErlTerm, int> _counts = [];
    private readonly List<ErlTerm> _log = [];
    private readonly Stack<ErlTerm> _modules = new([ScriptedStatem.Modules[0]]);
    private List<Item> _agenda = [];
    private List<Item> _postponed = [];
    private List<Pending> _pending = [];
    private long _armed;

    public StatemModel() => _log.Add(Enter(Current, Current));

    public ErlTerm Current { get; private set; } = ScriptedStatem.FirstState;

    public long Now { get; private set; }

    public int Handled { get; private set; }

    /// <summary>Events and entries so far.</summary>
    public int Logged => _log.Count;

    /// <summary>The log, newest first.</summary>
    public ErlTerm Log => ErlTerm.List([.. Enumerable.Reverse(_log)]);

    /// <summary>When the next timer is due; null when none runs.</summary>
    public long? NextDeadline => _pending.Count == 0 ? null : _pending.Min(each => each.Due);

    public void Cast(ErlTerm script)
    {
        Run(new Item(ErlTerm.Atom("cast"), script));
        ReceiveTimeouts();
    }

    /// <summary>Moves the time to the next deadline.</summary>
    public void Wait()
    {
        Now = NextDeadline!.Value;
        ReceiveTimeouts();
    }

    private void Run(Item first)
    {
        _agenda = [first];
        while (_agenda.Count > 0 || _pending.Exists(each => each.Due is null))
        {
            if (_agenda.Count == 0)
            {
                Pending zero = _pending.Where(each => each.Due is null).MinBy(each => each.Order)!;
                _pending.Remove(zero);
                _agenda = [new Item(zero.Type, zero.Script)];
            }

            Item item = _agenda[0];
            _agenda = _agenda[1..];
            Handle(item);
        }
    }

    /// <summary>Time-outs whose time is now or past send messages, which come in the order in which the timers were started.</summary>
    private void ReceiveTimeouts()
    {
        while (_pending.Where(each => each.Due <= Now).OrderBy(each => each.Order).FirstOrDefault() is { } due)
        {
            _pending.Remove(due);
            Run(new Item(due.Type, due.Script));
        }
    }

    private void Handle(Item item)
    {
        var script = (ErlTuple)item.Script;
        ErlTerm before = Current;
        Handled++;
        _log.Add(ErlTerm.Tuple(item.Type, script[0], before, _modules.Peek()));
        _counts[script[0]] = _counts.GetValueOrDefault(script[0]) + 1;
        ErlTerm? reaction = null;
        if (_counts[script[0]] <= ScriptedStatem.MaxHandled)
        {
            ((ErlMap)script[1]).TryGetValue(before, out reaction);
        }

        ErlTerm result = reaction is ErlTuple both ? both[0] : ErlTerm.Atom("keep");
        List<ErlTerm> actions = reaction is ErlTuple triple ? [.. (ErlList)triple[1]] : [];
        ErlTerm next = result is ErlTuple target ? target[1] : before;
        bool isChange = next != before;
        actions.ForEach(Switch);
        if ((isChange || result == ErlTerm.Atom("repeat")) && _modules.Peek() != ScriptedStatem.Modules[1])
        {
            var entry = (ErlTuple)((ErlTuple)reaction!)[2];
            actions.AddRange((ErlList)entry[1]);
            _log.AddRange(Enumerable.Repeat(Enter(before, next), entry[0] == ErlTerm.Atom("repeat") ? 2 : 1));
        }

        if (actions.LastOrDefault(action => action is ErlAtom("postpone" or "no_postpone")) == ErlTerm.Atom("postpone"))
        {
            _postponed.Add(item);
        }

        List<Item> retried = isChange ? _postponed : [];
        _postponed = isChange ? [] : _postponed;
        Stop(Event);
        if (isChange)
        {
            Stop(State);
        }

        StartTimeouts([.. actions.OfType<ErlTuple>().Where(action => action[0] is ErlAtom("start" or "start_at" or "cancel" or "update"))]);
        IEnumerable<Item> inserted = actions.OfType<ErlTuple>().Where(action => action[0] is ErlAtom("next_event"))
            .Select(action => new Item(action[1], action[2]));
        _agenda = [.. inserted, .. retried, .. _agenda];
        Current = next;
    }

    private void Switch(ErlTerm action)
    {
        switch (action)
        {
            case ErlTuple and [ErlAtom("push"), var module]:
                _modules.Push(module);
                break;
            case ErlTuple and [ErlAtom("change"), var module]:
                _modules.Pop();
                _modules.Push(module);
                break;
            case ErlAtom("pop") when _modules.Count > 1:
                _modules.Pop();
                break;
        }
    }

    /// <summary>Only the last action for each type counts. Those that are due at once queue up in the order of the actions.</summary>
    private void StartTimeouts(List<ErlTuple> actions)
    {
        List<ErlTuple> last = [.. actions.Where((action, index) => !actions[(index + 1)..].Exists(later => later[1] == action[1]))];

        // Timers that are due in the same instant fire in the order in which they were started: the last action's first.
        long order = _armed + last.Count;
        _armed += 2 * last.Count;
        foreach ((int index, ErlTuple action) in last.Index())
        {
            ErlTerm type = action[1];
            Pending? running = _pending.Find(each => each.Type == type);
            switch (((ErlAtom)action[0]).Name)
            {
                case "update" when running is not null:
                    _pending[_pending.IndexOf(running)] = running with { Script = action[2] };
                    break;
                case "update":
                    _pending.Add(new Pending(type, null, order + index, action[2]));
                    break;
                case "cancel":
                    Stop(type);
                    break;
                case "start_at":
                    Stop(type);
                    long moment = Now + Math.Max(0, (long)((ErlInteger)action[3]).Value);
                    _pending.Add(new Pending(type, moment, order - index, action[4]));
                    break;
                default:
                    Stop(type);
                    long time = action[2] is ErlInteger(long milliseconds) ? milliseconds : 0;
                    _pending.Add(time == 0 ? new Pending(type, null, order + index, action[3]) : new Pending(type, Now + time, order - index, action[3]));
                    break;
            }
        }
    }

    private void Stop(ErlTerm type) => _pending = [.. _pending.Where(each => each.Type != type)];

    private ErlTuple Enter(ErlTerm before, ErlTerm state) => ErlTerm.Tuple(ErlTerm.Atom("enter"), before, state, _modules.Peek());

    private sealed record Item(ErlTerm Type, ErlTerm Script);

    /// <summary>A time-out; one without a time is due as soon as the agenda is empty.</summary>
    private sealed record Pending(ErlTerm Type, long? Due, long Order, ErlTerm Script);
}
