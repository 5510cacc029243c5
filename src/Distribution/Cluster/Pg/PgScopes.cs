using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Chan.Distribution.Cluster.Kernel;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Pg;

/// <summary>The scopes that run on a node. Thread-safe.</summary>
internal sealed class PgScopes
{
    /// <summary>Tells a scope that the node has become part of a cluster.</summary>
    public static readonly ErlAtom Attached = ErlTerm.Atom("attached");

    private static readonly ConditionalWeakTable<Node, PgScopes> ScopesOfNodes = [];

    private readonly ConcurrentDictionary<ErlAtom, PgTable> _tables = new();

    /// <summary>The other nodes.</summary>
    public IClusterNodes Nodes { get; private set; } = new NoClusterNodes();

    public static PgScopes Of(Node node) => ScopesOfNodes.GetValue(node, static _ => new PgScopes());

    /// <summary>The node is part of a cluster now: scopes that run already look for their peers.</summary>
    public void Attach(Node node, IClusterNodes nodes)
    {
        Nodes = nodes;
        foreach (ErlAtom scope in _tables.Keys)
        {
            node.Send(ErlTerm.Tuple(scope, node.Name), Attached);
        }
    }

    /// <summary>What a scope knows; <see langword="null"/> when it does not run.</summary>
    public PgTable? Find(ErlAtom scope) => _tables.GetValueOrDefault(scope);

    /// <summary>Starts a scope and completes when it can be asked.</summary>
    /// <param name="scope">Its name.</param>
    /// <param name="spawn">Spawns its process.</param>
    public async Task<ErlPid> StartAsync(ErlAtom scope, Func<Func<ProcessContext, Task>, SpawnOptions, ErlPid> spawn)
    {
        var isKnown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ErlPid pid = spawn(self => RunAsync(self, scope, isKnown), new SpawnOptions { Name = scope });
        await isKnown.Task.ConfigureAwait(false);
        return pid;
    }

    /// <summary>The body of a scope's process.</summary>
    public async Task RunAsync(ProcessContext self, ErlAtom scope, TaskCompletionSource? isKnown = null)
    {
        var table = new PgTable(scope);
        _tables[scope] = table;
        isKnown?.SetResult();
        try
        {
            await new PgScope(table, this).RunAsync(self).ConfigureAwait(false);
        }
        finally
        {
            // Unless the next one has begun.
            _tables.TryRemove(KeyValuePair.Create(scope, table));
        }
    }
}
