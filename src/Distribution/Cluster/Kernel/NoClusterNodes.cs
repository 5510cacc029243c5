using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary>The other nodes of a node that is part of no cluster: none.</summary>
internal sealed class NoClusterNodes : IClusterNodes
{
    public bool HasLongName => false;

    public TimeSpan NetTickTime { get; } = TimeSpan.FromSeconds(60);

    public IReadOnlyList<ErlAtom> Nodes(NodeKinds kind) => [];

    public void Watch(ProcessContext process)
    {
    }

    public Task<bool> ConnectAsync(ErlAtom node, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<bool> DisconnectAsync(ErlAtom node) => Task.FromResult(false);

    public Task LeaveAsync() => Task.CompletedTask;

    public void SendIfConnected(ProcessContext self, ErlTerm destination, ErlTerm message) => self.TrySend(destination, message);
}
