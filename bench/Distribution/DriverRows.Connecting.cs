using Chan.Distribution.Net.Nodes;

namespace Chan.Benchmarks.Distribution;

/// <content>Connections.</content>
internal sealed partial class DriverRows
{
    private Task<bool> ConnectsAsync(int count) => _node.RunAsync(async self =>
    {
        _node.MonitorNodes(self.Self, new NodeMonitorOptions { NodeType = NodeKinds.Connected });
        for (int i = 0; i < count; i++)
        {
            await _node.DisconnectAsync(_peer);
            await self.ReceiveAsync();
            for (int attempt = 1; await _node.ConnectAsync(_peer.Name) is { IsConnected: false } refused; attempt++)
            {
                // The other side may still be taking the old connection down.
                if (attempt == 50)
                {
                    throw new InvalidOperationException($"{_peer} cannot be reached again: {refused}");
                }
            }

            await self.ReceiveAsync();
        }

        return true;
    });
}
