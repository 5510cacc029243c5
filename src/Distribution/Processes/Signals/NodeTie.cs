using Chan.Terms;

namespace Chan.Distribution.Processes.Signals;

/// <summary>That a process has ties to one other node, or had some of late. In the process's own list, and in that of the node.</summary>
/// <param name="process">The process.</param>
/// <param name="node">The other node.</param>
internal sealed class NodeTie(ProcessContext process, ErlAtom node)
{
    private volatile TiedProcesses.Chain? _chain;

    public ProcessContext Process => process;

    public ErlAtom Node => node;

    /// <summary>The same process's tie to another node. Guarded by the lock of its relations.</summary>
    public NodeTie? Next { get; set; }

    /// <summary>The list that it stands in; null for none. Changed under the lock of <see cref="TiedProcesses"/>.</summary>
    public TiedProcesses.Chain? Chain
    {
        get => _chain;
        set => _chain = value;
    }

    /// <summary>In the list of the node; guarded by the lock of <see cref="TiedProcesses"/>.</summary>
    public NodeTie? Before { get; set; }

    public NodeTie? After { get; set; }
}
