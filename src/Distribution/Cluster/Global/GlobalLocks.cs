using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <summary>
/// The locks of this node: a resource is held by one requester, in whose name several processes may hold it. Belongs to the name server;
/// the lock of global itself may be looked at from any thread.
/// </summary>
internal sealed class GlobalLocks
{
    private readonly Dictionary<ErlTerm, Held> _locks = [];
    private volatile ErlTerm? _globalRequester;

    /// <summary>Whether the last holder of the lock of global went down with it.</summary>
    public bool IsGlobalDown { get; private set; }

    /// <summary>Whether the lock of global is set. Any thread.</summary>
    public bool IsGlobalSet => _globalRequester is not null;

    /// <summary>Who holds the lock of global; <see langword="null"/> for nobody. Any thread.</summary>
    public ErlTerm? GlobalRequester => _globalRequester;

    /// <summary>The processes that hold the lock of global.</summary>
    public bool IsGlobalHeldBy(ErlPid pid) => _locks.TryGetValue(Atoms.Global, out Held? held) && held.Holders.ContainsKey(pid);

    /// <summary>Whether the lock of global could be set. Any thread.</summary>
    public bool CanSetGlobal(ErlTerm requester) => _globalRequester is not { } holder || holder.Equals(requester);

    /// <summary>Sets a lock. False when another requester holds it.</summary>
    public bool Set(ProcessContext self, ErlTerm resource, ErlTerm requester, ErlPid pid)
    {
        if (!_locks.TryGetValue(resource, out Held? held))
        {
            _locks[resource] = held = new Held(requester);
        }
        else if (!held.Requester.Equals(requester))
        {
            return false;
        }

        if (!held.Holders.ContainsKey(pid))
        {
            held.Holders[pid] = self.Monitor(pid);
        }

        if (resource.Equals(Atoms.Global))
        {
            _globalRequester = requester;
        }

        return true;
    }

    /// <summary>Takes one process off a lock; the last one releases it.</summary>
    public void Delete(ProcessContext self, ErlTerm resource, ErlTerm requester, ErlPid pid)
    {
        if (_locks.TryGetValue(resource, out Held? held) && held.Requester.Equals(requester) && held.Holders.Remove(pid, out ErlReference? monitor))
        {
            self.Demonitor(monitor, DemonitorOptions.Flush);
            ReleaseIfFree(resource, held, isDown: false);
        }
    }

    /// <summary>A monitor fired: its process holds nothing any more.</summary>
    public void Down(ErlReference monitor)
    {
        foreach ((ErlTerm resource, Held held) in _locks)
        {
            foreach ((ErlPid pid, ErlReference its) in held.Holders)
            {
                if (its.Equals(monitor))
                {
                    held.Holders.Remove(pid);
                    ReleaseIfFree(resource, held, isDown: true);
                    return;
                }
            }
        }
    }

    private void ReleaseIfFree(ErlTerm resource, Held held, bool isDown)
    {
        if (held.Holders.Count > 0)
        {
            return;
        }

        _locks.Remove(resource);
        if (resource.Equals(Atoms.Global))
        {
            _globalRequester = null;
            IsGlobalDown = isDown;
        }
    }

    private sealed record Held(ErlTerm Requester)
    {
        public Dictionary<ErlPid, ErlReference> Holders { get; } = [];
    }
}
