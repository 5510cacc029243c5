using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary>What the system processes need to know of the other nodes, and may do to the connections.</summary>
/// <remarks>Safe from any thread; nothing here blocks.</remarks>
internal interface IClusterNodes
{
    /// <summary>Whether the node's host name is a full one (<c>-name</c>).</summary>
    bool HasLongName { get; }

    /// <summary>How long a connection may be silent.</summary>
    TimeSpan NetTickTime { get; }

    /// <summary>The nodes connected now, of the kinds visible and hidden.</summary>
    IReadOnlyList<ErlAtom> Nodes(NodeKinds kind);

    /// <summary>
    /// Sends <c>{nodeup, Node}</c> and <c>{nodedown, Node}</c> to a process for every visible node from now on, and <c>nodeup</c> at once for each
    /// that is connected already; until the process ends.
    /// </summary>
    void Watch(ProcessContext process);

    /// <summary>Connects to a node if it is not connected.</summary>
    /// <returns>Whether it is connected.</returns>
    Task<bool> ConnectAsync(ErlAtom node, CancellationToken cancellationToken);

    /// <summary>Closes the connection to a node.</summary>
    /// <returns>False when there was none.</returns>
    Task<bool> DisconnectAsync(ErlAtom node);

    /// <summary>Takes the node out of its cluster: every connection ends, and it cannot be connected to.</summary>
    Task LeaveAsync();

    /// <summary>
    /// Sends a message, unless that would need a new connection. One to this node is sent as any other. Never fails: while the connection is busy
    /// the process waits at its next receive, and a connection that cannot take the message ends, so that both sides begin anew.
    /// </summary>
    void SendIfConnected(ProcessContext self, ErlTerm destination, ErlTerm message);
}
