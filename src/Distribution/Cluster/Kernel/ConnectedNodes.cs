using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary>The other nodes, as the connections of a node see them.</summary>
internal sealed class ConnectedNodes(Node node) : IClusterNodes
{
    public bool HasLongName => node.Name.Name.AsSpan(node.Name.Name.IndexOf('@', StringComparison.Ordinal) + 1).Contains('.');

    public TimeSpan NetTickTime => node.NetTickTime;

    public IReadOnlyList<ErlAtom> Nodes(NodeKinds kind) => node.Nodes(kind);

    public void Watch(ProcessContext process)
        => DistributionLayer.Of(node)?.Monitors.SubscribeFromStart(process.Self, new NodeMonitorOptions());

    public async Task<bool> ConnectAsync(ErlAtom other, CancellationToken cancellationToken)
        => (await node.ConnectAsync(other.Name, cancellationToken).ConfigureAwait(false)).IsConnected;

    public Task<bool> DisconnectAsync(ErlAtom other) => node.DisconnectAsync(other);

    public Task LeaveAsync() => node.StopDistributionAsync();

    public void SendIfConnected(ProcessContext self, ErlTerm destination, ErlTerm message)
    {
        if (NodeOf(destination) == node.Name)
        {
            self.TrySend(destination, message);
        }
        else if (DistributionLayer.Of(node) is { Peers: { IsClosed: false } peers }
            && peers.TrySend(self.Self, destination, message, out ValueTask room) && !room.IsCompleted)
        {
            // Not when the node leaves: it would tell one peer that it has lost another, and they would part from each other.
            self.NoteBusy(room.AsTask());
        }
    }

    private static ErlAtom? NodeOf(ErlTerm destination) => destination switch
    {
        ErlPid pid => pid.Node,
        ErlReference alias => alias.Node,
        ErlTuple and [_, ErlAtom node] => node,
        _ => null,
    };
}
