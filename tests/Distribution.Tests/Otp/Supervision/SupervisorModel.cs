using Chan.Distribution.Otp.Supervision;

namespace Chan.Distribution.Tests.Otp.Supervision;

/// <summary>
/// The rules of supervisors in as few words as possible: children are names in a list, time is a number, a supervisor is dead or alive.
/// Says what each step answers and which children start (+), end in order (-) and crash (!), in order.
/// </summary>
internal sealed class SupervisorModel(RestartStrategy strategy, AutoShutdown autoShutdown, int intensity, int period)
{
    private readonly List<Kid> _kids = [];
    private readonly List<int> _restarts = [];

    /// <summary>How often the next starts of a child fail.</summary>
    public Dictionary<string, int> Failures { get; } = [];

    public List<string> Events { get; } = [];

    public bool IsDead { get; private set; }

    public int Now { get; set; }

    public IEnumerable<string> Running => _kids.Where(kid => kid.Runs).Select(kid => kid.Id);

    public string Shown => string.Join(" ", _kids.Select(kid => kid.Id + (kid.Runs ? "+" : "-")));

    public string Add(string id, RestartKind restart, bool isSignificant)
    {
        if (isSignificant && autoShutdown == AutoShutdown.Never)
        {
            return "bad_combination";
        }

        if (isSignificant && restart == RestartKind.Permanent)
        {
            return "bad_combination";
        }

        if (Find(id) is { } present)
        {
            return present.Runs ? "already_started" : "already_present";
        }

        var kid = new Kid(id, restart, isSignificant);
        if (!TryStart(kid))
        {
            return "failed";
        }

        _kids.Add(kid);
        return "ok";
    }

    public string Terminate(string id)
    {
        if (Find(id) is not { } kid)
        {
            return "not_found";
        }

        Stop(kid);
        return "ok";
    }

    public string Restart(string id)
        => Find(id) is not { } kid ? "not_found" : kid.Runs ? "running" : TryStart(kid) ? "ok" : "failed";

    public string Delete(string id)
        => Find(id) is not { } kid ? "not_found" : kid.Runs ? "running" : _kids.Remove(kid) ? "ok" : "impossible";

    /// <summary>A child ends by itself.</summary>
    public void End(string id, bool isOrderly)
    {
        Kid kid = Find(id)!;
        kid.Runs = false;
        Events.Add("!" + id);
        if (kid.Restart == RestartKind.Permanent || (kid.Restart == RestartKind.Transient && !isOrderly))
        {
            Revive(kid);
            return;
        }

        RemoveIfTemporary(kid);
        if (kid.IsSignificant && (autoShutdown == AutoShutdown.AnySignificant || !_kids.Any(other => other.IsSignificant && other.Runs)))
        {
            Die();
        }
    }

    /// <summary>The end of everything, youngest first.</summary>
    public void Die()
    {
        IsDead = true;
        foreach (Kid kid in Enumerable.Reverse(_kids).Where(kid => kid.Runs))
        {
            Events.Add("-" + kid.Id);
        }
    }

    private void Revive(Kid? dead)
    {
        while (dead is not null)
        {
            _restarts.Add(Now);
            if (_restarts.Count(at => Now - at <= period) > intensity)
            {
                RemoveIfTemporary(dead);
                Die();
                return;
            }

            dead = Again(dead);
        }
    }

    /// <summary>One attempt; gives the child whose start failed.</summary>
    private Kid? Again(Kid dead)
    {
        if (strategy == RestartStrategy.OneForOne)
        {
            return TryStart(dead) ? null : dead;
        }

        int from = strategy == RestartStrategy.OneForAll ? 0 : _kids.IndexOf(dead);
        RemoveIfTemporary(dead);
        Kid[] group = [.. _kids.Skip(from)];
        foreach (Kid kid in group.Reverse())
        {
            Stop(kid);
        }

        return group.Where(_kids.Contains).FirstOrDefault(kid => !TryStart(kid));
    }

    private void Stop(Kid kid)
    {
        if (kid.Runs)
        {
            Events.Add("-" + kid.Id);
            kid.Runs = false;
        }

        RemoveIfTemporary(kid);
    }

    private bool TryStart(Kid kid)
    {
        if (Failures.GetValueOrDefault(kid.Id) > 0)
        {
            Failures[kid.Id]--;
            return false;
        }

        Events.Add("+" + kid.Id);
        return kid.Runs = true;
    }

    private void RemoveIfTemporary(Kid kid)
    {
        if (kid.Restart == RestartKind.Temporary)
        {
            _kids.Remove(kid);
        }
    }

    private Kid? Find(string id) => _kids.Find(kid => kid.Id == id);

    private sealed record Kid(string Id, RestartKind Restart, bool IsSignificant)
    {
        public bool Runs { get; set; }
    }
}
