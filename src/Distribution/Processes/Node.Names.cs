using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Registered names.</content>
public sealed partial class Node
{
    /// <summary>Names registered now, in no order.</summary>
    public IReadOnlyCollection<ErlAtom> RegisteredNames => [.. _names.Where(pair => pair.Value is not null).Select(pair => pair.Key)];

    /// <summary>Registers a living process of this node under a name.</summary>
    /// <param name="name">Any atom but <c>undefined</c>.</param>
    /// <param name="pid">A process has one name at most.</param>
    /// <exception cref="ArgumentException">The name is taken or <c>undefined</c>; the process is gone, of another node, or has a name.</exception>
    public void Register(ErlAtom name, ErlPid pid)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(pid);
        ProcessContext process = Find(pid) ?? throw new ArgumentException($"{pid} is not a living process of this node.", nameof(pid));
        Relations relations = process.ObtainRelations();
        lock (relations)
        {
            if (relations.IsEnded)
            {
                throw new ArgumentException($"{pid} is not a living process of this node.", nameof(pid));
            }

            if (relations.Name is { } other)
            {
                throw new ArgumentException($"{pid} is registered as {other} already.", nameof(pid));
            }

            TakeName(name, process);
            relations.Name = name;
        }
    }

    /// <summary>Takes a name back.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">The name is not registered.</exception>
    public void Unregister(ErlAtom name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ProcessContext process = FindName(name) ?? throw NoSuchName(name);
        Relations relations = process.ObtainRelations();
        lock (relations)
        {
            if (relations.IsEnded || relations.Name != name)
            {
                throw NoSuchName(name);
            }

            relations.Name = null;
            ReleaseName(name, process);
        }
    }

    /// <summary>The process registered under a name, or <see langword="null"/>.</summary>
    /// <param name="name">The name.</param>
    public ErlPid? WhereIs(ErlAtom name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return FindName(name)?.Self;
    }

    internal void ReleaseName(ErlAtom name, ProcessContext process)
        => _names.TryRemove(new KeyValuePair<ErlAtom, ProcessContext?>(name, process));

    internal ProcessContext? FindName(ErlAtom name) => _names.GetValueOrDefault(name);

    /// <summary>Keeps a name for a process that is being made: it is taken, and nobody finds a process by it yet.</summary>
    private void ReserveName(ErlAtom name) => TakeName(name, process: null);

    /// <summary>Lets everybody find a new process by the name that is reserved for it. None, or one that has ended, leaves the name free.</summary>
    private void GiveReservedName(ErlAtom name, ProcessContext? process)
    {
        if (process is not null)
        {
            Relations relations = process.ObtainRelations();
            lock (relations)
            {
                if (!relations.IsEnded)
                {
                    _names[name] = process;
                    return;
                }
            }
        }

        _names.TryRemove(name, out _);
    }

    private void TakeName(ErlAtom name, ProcessContext? process)
    {
        if (name == Atoms.Undefined)
        {
            throw new ArgumentException("undefined cannot be a registered name.", nameof(name));
        }

        // A name that is reserved has a process or is free within a few instructions. Who is told that it is taken finds its process.
        SpinWait wait = default;
        while (!_names.TryAdd(name, process))
        {
            if (FindName(name) is not null)
            {
                throw new ArgumentException($"The name {name} is taken.", nameof(name));
            }

            wait.SpinOnce();
        }
    }
}
