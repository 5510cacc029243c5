using Chan.Distribution.Cluster;
using Chan.Distribution.Cluster.Servers;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Cluster.Servers;

[Trait("Scenario", "R9")]
public sealed class ClusterServerCallsTests : IAsyncLifetime
{
    private static readonly ErlAtom Srv = ErlTerm.Atom("srv");

    private readonly MemoryWorld _world = new();
    private Node _a = null!;
    private Node _b = null!;

    public async ValueTask InitializeAsync()
    {
        _a = await _world.StartAsync("a");
        _b = await _world.StartAsync("b");
        await _world.StartAsync("c");
        await MemoryWorld.ConnectAsync(_a, "b");
        await MemoryWorld.ConnectAsync(_a, "c");
        foreach (Node node in new[] { _a, _b })
        {
            await GenServer.StartAsync(node, () => new Obedient(), new StartOptions { Name = Srv });
        }
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Without_nodes_this_one_and_every_visible_one_are_asked()
    {
        await MemoryWorld.RunAsync(_a, async self => Check(await self.MultiCallAsync(Srv, Atoms.Ping)));
        Check(await _a.MultiCallAsync(Srv, Atoms.Ping).WaitAsync(TestTimeouts.Long));

        void Check(MultiCallResult result)
        {
            Assert.Equal([(_a.Name, Atoms.Ping), (_b.Name, Atoms.Ping)], result.Replies);
            Assert.Equal(["c@memory"], result.BadNodes.Select(node => node.Name));
        }
    }

    [Fact]
    public async Task A_hidden_node_is_not_asked()
    {
        await using Node hidden = await Node.StartAsync(_world.Options("d") with { Visibility = NodeVisibility.Hidden }).WaitAsync(TestTimeouts.Long);
        await GenServer.StartAsync(hidden, () => new Obedient(), new StartOptions { Name = Srv });
        await MemoryWorld.ConnectAsync(_a, "d");

        Assert.DoesNotContain(hidden.Name, (await _a.MultiCallAsync(Srv, Atoms.Ping).WaitAsync(TestTimeouts.Long)).Replies.Select(reply => reply.Node));
    }

    [Fact]
    public async Task Without_nodes_this_one_and_every_visible_one_are_told() => await MemoryWorld.RunAsync(_a, async self =>
    {
        // Who has been told of a number before it is asked for answers at once.
        self.Abcast(Srv, 1);
        Assert.Equal(2, (await self.MultiCallAsync(Srv, 1)).Replies.Count);
        _a.Abcast(Srv, 2);
        Assert.Equal(2, (await self.MultiCallAsync(Srv, 2)).Replies.Count);
    });

    [Fact]
    public async Task All_have_the_time_together_and_who_is_late_counts_as_bad() => await MemoryWorld.RunAsync(_a, async self =>
    {
        Task<MultiCallResult> asked = self.MultiCallAsync(Srv, ErlTerm.Atom("never"), TimeSpan.FromSeconds(1));
        MultiCallResult result = await _world.UntilAsync(asked);
        Assert.Empty(result.Replies);
        Assert.Equal(3, result.BadNodes.Count);
    });
}
