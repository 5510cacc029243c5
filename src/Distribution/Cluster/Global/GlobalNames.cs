using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <summary>The global names that this node knows. Written by the name server, read from any thread.</summary>
internal sealed class GlobalNames
{
    private static readonly ConditionalWeakTable<Node, StrongBox<GlobalNames>> NamesOfNodes = [];

    private readonly ConcurrentDictionary<ErlTerm, Entry> _names = new();
    private readonly ConcurrentDictionary<ErlPid, int> _owners = new();
    private readonly Dictionary<ErlReference, ErlTerm> _monitors = [];

    /// <summary>The names that a node knows; none while it is part of no cluster.</summary>
    public static GlobalNames Of(Node node) => Volatile.Read(ref BoxOf(node).Value!);

    /// <summary>A name server begins: it knows no name yet, and what the one before it knew is not so any more.</summary>
    public static GlobalNames Begin(Node node)
    {
        var names = new GlobalNames();
        Volatile.Write(ref BoxOf(node).Value!, names);
        return names;
    }

    /// <summary>The name server has ended: nobody keeps the names up to date.</summary>
    public static void Forget(Node node) => Begin(node);

    private static StrongBox<GlobalNames> BoxOf(Node node) => NamesOfNodes.GetValue(node, static _ => new StrongBox<GlobalNames>(new GlobalNames()));

    /// <summary>The names.</summary>
    public ErlTerm[] Names => [.. _names.Keys];

    /// <summary>The process of a name, with the function that decides when another one claims it too.</summary>
    public (ErlPid Pid, ErlTerm Method)? Find(ErlTerm name) => _names.TryGetValue(name, out Entry? entry) ? (entry.Pid, entry.Method) : null;

    /// <summary>The process of a name; <see langword="null"/> also for one of this node that has ended and is still in the table.</summary>
    public ErlPid? WhereIs(Node node, ErlTerm name)
        => Find(name)?.Pid is { } pid && (pid.Node != node.Name || node.IsAlive(pid)) ? pid : null;

    /// <summary>Whether a process has a name.</summary>
    public bool HasName(ErlPid pid) => _owners.ContainsKey(pid);

    /// <summary>All as <c>[{Name, Pid, Method}]</c>.</summary>
    public ErlList ToList() => ErlTerm.List([.. _names.Select(name => (ErlTerm)ErlTerm.Tuple(name.Key, name.Value.Pid, name.Value.Method))]);

    /// <summary>The names of processes without a node of their own kind, as <c>[{Name, Pid, Node}]</c>.</summary>
    public ErlList ToExternalList() => ErlTerm.List(
        [.. _names.Where(name => name.Value.RegisteredBy is not null)
            .Select(name => (ErlTerm)ErlTerm.Tuple(name.Key, name.Value.Pid, name.Value.RegisteredBy!))]);

    /// <summary>Gives a name to a process, and takes it from the one that had it.</summary>
    /// <param name="self">The name server.</param>
    /// <param name="name">Any term.</param>
    /// <param name="pid">The process.</param>
    /// <param name="method">What decides when two claim the name; a function of another node's build, carried as it is.</param>
    /// <param name="registeredBy">The node that registered the process of a C node.</param>
    public void Set(ProcessContext self, ErlTerm name, ErlPid pid, ErlTerm method, ErlAtom? registeredBy)
    {
        Entry? before = _names.GetValueOrDefault(name);
        ErlReference monitor = self.Monitor(pid);
        _monitors[monitor] = name;
        _names[name] = new Entry(pid, method, monitor, registeredBy);
        _owners[pid] = _owners.GetValueOrDefault(pid) + 1;
        if (before is not null)
        {
            Forget(self, before);
        }
    }

    /// <summary>Takes a name away.</summary>
    public void Remove(ProcessContext self, ErlTerm name)
    {
        if (_names.TryRemove(name, out Entry? entry))
        {
            Forget(self, entry);
        }
    }

    /// <summary>A monitor fired.</summary>
    public void Down(ErlReference monitor)
    {
        if (_monitors.Remove(monitor, out ErlTerm? name) && _names.TryRemove(name, out Entry? entry))
        {
            Disown(entry.Pid);
        }
    }

    private void Forget(ProcessContext self, Entry entry)
    {
        _monitors.Remove(entry.Monitor);
        self.Demonitor(entry.Monitor, DemonitorOptions.Flush);
        Disown(entry.Pid);
    }

    private void Disown(ErlPid pid)
    {
        if (--_owners[pid] == 0)
        {
            _owners.TryRemove(pid, out _);
        }
    }

    private sealed record Entry(ErlPid Pid, ErlTerm Method, ErlReference Monitor, ErlAtom? RegisteredBy);
}
