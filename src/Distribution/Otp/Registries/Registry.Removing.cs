using System.Collections.Immutable;
using Chan.Terms;
using Chan.Terms.Patterns;

namespace Chan.Distribution.Otp.Registries;

/// <content>How entries go, and who is told.</content>
public sealed partial class Registry
{
    private static readonly ErlAtom UnregisterAtom = ErlTerm.Atom("unregister");

    /// <summary>Takes the entries of a process under a key off, or those whose value matches.</summary>
    private void Leave(ErlTerm key, ErlPid pid, TermPattern? pattern)
    {
        lock (_lock)
        {
            if (!_byOwner.TryGetValue(pid, out SortedList<long, ErlTerm>? keys))
            {
                return;
            }

            foreach ((long number, RegistryEntry entry) in EntriesOf(key))
            {
                if (entry.Pid.Equals(pid) && pattern?.Matches(entry.Value) != false)
                {
                    keys.Remove(number);
                    Remove(number, key, pid);
                }
            }

            if (keys.Count == 0)
            {
                _byOwner.Remove(pid);
                _node.ForgetExit(pid, _onExit);
            }
        }
    }

    /// <summary>A process has ended.</summary>
    private void RemoveAll(ErlPid pid)
    {
        lock (_lock)
        {
            if (_byOwner.Remove(pid, out SortedList<long, ErlTerm>? keys))
            {
                foreach ((long number, ErlTerm key) in keys)
                {
                    Remove(number, key, pid);
                }
            }
        }
    }

    /// <summary>The unique key of a process that has just ended and is not removed yet is free at once.</summary>
    private void RemoveEnded(ErlTerm key)
    {
        if (_options.Keys == RegistryKeys.Unique && EntriesOf(key) is { Count: 1 } entries)
        {
            (long number, RegistryEntry entry) = entries.First();
            _byOwner[entry.Pid].Remove(number);
            Remove(number, key, entry.Pid);
        }
    }

    /// <summary>Takes an entry off its key. The lock is held.</summary>
    private void Remove(long number, ErlTerm key, ErlPid pid)
    {
        ImmutableSortedDictionary<long, RegistryEntry> left = EntriesOf(key).Remove(number);
        if (left.IsEmpty)
        {
            _byKey.TryRemove(key, out _);
        }
        else
        {
            _byKey[key] = left;
        }

        Tell(ErlTerm.Tuple(UnregisterAtom, _options.Name, key, pid));
    }

    /// <summary>Under the lock, so that listeners hear in the order in which it happens.</summary>
    private void Tell(ErlTerm message)
    {
        foreach (ErlAtom listener in _options.Listeners)
        {
            if (_node.WhereIs(listener) is { } pid)
            {
                _node.Send(pid, message);
            }
        }
    }
}
