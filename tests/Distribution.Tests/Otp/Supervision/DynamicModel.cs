using Chan.Distribution.Otp.Supervision;

namespace Chan.Distribution.Tests.Otp.Supervision;

/// <summary>
/// The rules of supervisors whose children are of one specification, in as few words as possible: children are names that start when they are asked
/// for, time is a number. Says which children start (+), end in order (-) and crash (!), in order.
/// </summary>
internal sealed class DynamicModel(RestartKind restart, int intensity, int period)
{
    private readonly List<string> _running = [];
    private readonly List<int> _restarts = [];

    /// <summary>How often the next starts of a child fail.</summary>
    public Dictionary<string, int> Failures { get; } = [];

    public List<string> Events { get; } = [];

    public IReadOnlyList<string> Running => _running;

    public bool IsDead { get; private set; }

    public int Now { get; set; }

    public string Add(string name)
    {
        if (!TryStart(name))
        {
            return "failed";
        }

        _running.Add(name);
        return "ok";
    }

    public void Terminate(string name)
    {
        _running.Remove(name);
        Events.Add("-" + name);
    }

    /// <summary>A child ends by itself, or is killed, which it does not note.</summary>
    public void End(string name, bool isOrderly, bool isNoted)
    {
        _running.Remove(name);
        if (isNoted)
        {
            Events.Add("!" + name);
        }

        if (restart == RestartKind.Temporary || (restart == RestartKind.Transient && isOrderly))
        {
            return;
        }

        do
        {
            _restarts.Add(Now);
            if (_restarts.Count(at => Now - at <= period) > intensity)
            {
                Die();
                return;
            }
        }
        while (!TryStart(name));

        _running.Add(name);
    }

    /// <summary>The end of everything, at the same time: in no order.</summary>
    public void Die()
    {
        IsDead = true;
        Events.AddRange(_running.Select(name => "-" + name));
        _running.Clear();
    }

    private bool TryStart(string name)
    {
        if (Failures.GetValueOrDefault(name) > 0)
        {
            Failures[name]--;
            return false;
        }

        Events.Add("+" + name);
        return true;
    }
}
