using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Nodes;

/// <summary>Nodes without a name, which get one from the first node that they connect with.</summary>
[Trait("Scenario", "N12")]
public sealed class UnnamedTests
{
    private const int NameLost = 2116;

    [Fact]
    public async Task The_first_peer_gives_the_name_and_messages_flow_both_ways()
    {
        await using var cluster = new MemoryCluster();
        Node giver = await cluster.StartAsync("giver");
        Node node = await cluster.StartAsync(NodeOptions.UndefinedName);
        var keeper = new Listener(giver, "keeper");
        var early = new Listener(node);
        Assert.Equal((Atoms.NonodeNohost, false, true), (node.Name, node.IsAliveNode, node.IsDistributed));

        Assert.True((await node.ConnectAsync("giver@memory").WaitAsync(TestTimeouts.Long)).IsConnected);

        Assert.Matches("^[0-9A-Z]+@memory$", node.Name.Name);
        Assert.True(node.IsAliveNode);
        Assert.True(node.Creation >= 4);
        await MemoryCluster.WaitForPeerAsync(giver, node.Name);
        Assert.Equal([node.Name], giver.Nodes(NodeKinds.Hidden));
        Assert.Empty(giver.Nodes());

        // A process that is older than the name is answered under it.
        await early.DoAsync(self => self.Send(ErlTerm.Parse("{keeper, giver@memory}"), ErlTerm.Tuple(self.Self, ErlTerm.Atom("hello"))));
        var message = (ErlTuple)await keeper.NextAsync();
        Assert.Equal(node.Name, ((ErlPid)message[0]).Node);
        giver.Send(message[0], ErlTerm.Atom("back"));
        Assert.Equal("back", await early.NextTextAsync());
    }

    [Fact]
    public async Task A_message_asks_for_the_name_too_and_others_are_dialled_under_it()
    {
        await using var cluster = new MemoryCluster();
        Node giver = await cluster.StartAsync("giver");
        Node other = await cluster.StartAsync("other");
        Node node = await cluster.StartAsync(NodeOptions.UndefinedName);
        var keeper = new Listener(giver, "keeper");

        node.Send(ErlTerm.Parse("{keeper, giver@memory}"), ErlTerm.Atom("first"));
        Assert.Equal("first", await keeper.NextTextAsync());
        ErlAtom name = node.Name;
        Assert.True((await node.ConnectAsync("other@memory").WaitAsync(TestTimeouts.Long)).IsConnected);

        Assert.Equal(name, node.Name);
        await MemoryCluster.WaitForPeerAsync(other, name);
        Assert.Equal([name], other.Nodes(NodeKinds.Hidden));
    }

    [Fact]
    public async Task Many_peers_dialled_at_once_give_one_name()
    {
        await using var cluster = new MemoryCluster();
        foreach (string name in new[] { "a", "b", "c", "d" })
        {
            await cluster.StartAsync(name);
        }

        Node node = await cluster.StartAsync(NodeOptions.UndefinedName);

        ConnectResult[] results = await Task.WhenAll(new[] { "a", "b", "c", "d" }.Select(name => node.ConnectAsync($"{name}@memory"))).WaitAsync(TestTimeouts.Long);

        Assert.All(results, result => Assert.True(result.IsConnected, result.ToString()));
        Assert.Equal(4, node.Nodes(NodeKinds.Hidden).Count);
    }

    [Fact]
    public async Task With_its_giver_it_loses_the_name_and_all_connections_and_the_next_peer_gives_another()
    {
        await using var cluster = new MemoryCluster();
        Node giver = await cluster.StartAsync("giver");
        Node other = await cluster.StartAsync("other");
        Node node = await cluster.StartAsync(NodeOptions.UndefinedName);
        Assert.True((await node.ConnectAsync("giver@memory").WaitAsync(TestTimeouts.Long)).IsConnected);
        Assert.True((await node.ConnectAsync("other@memory").WaitAsync(TestTimeouts.Long)).IsConnected);
        (ErlAtom name, uint creation) = (node.Name, node.Creation);
        await MemoryCluster.WaitForPeerAsync(giver, name);
        await MemoryCluster.WaitForPeerAsync(other, name);
        var watcher = new Listener(other);
        other.MonitorNodes(watcher.Pid, new NodeMonitorOptions { NodeType = NodeKinds.Hidden });

        await giver.DisconnectAsync(name).WaitAsync(TestTimeouts.Long);

        Assert.Equal(ErlTerm.Tuple(Atoms.Nodedown, name), await watcher.NextAsync());
        await cluster.Log.WaitForAsync(NameLost);
        Assert.Equal((Atoms.NonodeNohost, 0u, false), (node.Name, node.Creation, node.IsAliveNode));
        Assert.Empty(node.Nodes(NodeKinds.Connected));

        Assert.True((await node.ConnectAsync("giver@memory").WaitAsync(TestTimeouts.Long)).IsConnected);
        Assert.Equal((name, creation + 1), (node.Name, node.Creation));
    }

    [Fact]
    public async Task A_giver_that_cannot_be_reached_leaves_it_without_a_name()
    {
        await using var cluster = new MemoryCluster();
        Node node = await cluster.StartAsync(NodeOptions.UndefinedName);

        Assert.Equal(ConnectOutcome.NameNotFound, (await node.ConnectAsync("nobody@memory").WaitAsync(TestTimeouts.Long)).Outcome);

        Assert.False(node.IsAliveNode);
        await node.StopDistributionAsync().WaitAsync(TestTimeouts.Long);
        Assert.False(node.IsDistributed);
        await node.StartDistributionAsync(cluster.Options("named"));
        Assert.Equal(MemoryCluster.Name("named"), node.Name);
    }
}
