using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Nodes;

/// <summary>The tick time changes on a cluster that runs.</summary>
[Trait("Scenario", "N6")]
public sealed class TickChangeTests
{
    private static readonly TimeSpan Transition = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_shorter_time_counts_when_the_transition_ends_and_is_ticked_for_from_its_beginning()
    {
        await using var cluster = new MemoryCluster();
        Node a = await cluster.StartAsync("a");
        Node b = await cluster.StartAsync("b");
        Assert.True((await a.ConnectAsync("b@memory").WaitAsync(TestTimeouts.Long)).IsConnected);
        await WaitForTicksAsync(cluster, b, a.Name, TimeSpan.FromSeconds(15));

        Assert.Equal(NetTickChange.Unchanged, a.SetNetTickTime(TimeSpan.FromSeconds(60), Transition));
        foreach (Node node in (Node[])[a, b])
        {
            Assert.Equal(NetTickChange.Initiated, node.SetNetTickTime(TimeSpan.FromSeconds(8), Transition));
            Assert.Equal(NetTickChange.Ongoing, node.SetNetTickTime(TimeSpan.FromSeconds(12), Transition));
        }

        // A quarter of the new time; that of the old one, 15 s, would give one tick only.
        for (int step = 1; step < 10; step++)
        {
            await TickAsync(cluster, a, b);
            Assert.Equal(TimeSpan.FromSeconds(60), a.NetTickTime);
        }

        // The transition ends in the same moment as its last tick is due, which may be left out.
        cluster.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(8)), (a.NetTickTime, b.NetTickTime));
        for (int step = 0; step < 6; step++)
        {
            await TickAsync(cluster, a, b);
        }

        Assert.Equal([b.Name], a.Nodes());
        Assert.Equal(NetTickChange.Unchanged, a.SetNetTickTime(TimeSpan.FromSeconds(8), Transition));
    }

    [Fact]
    public async Task A_longer_time_counts_at_once_and_the_shorter_one_is_still_ticked_for()
    {
        await using var cluster = new MemoryCluster();
        Node a = await cluster.StartAsync("a", options => options with { NetTickTime = TimeSpan.FromSeconds(8) });
        Node b = await cluster.StartAsync("b", options => options with { NetTickTime = TimeSpan.FromSeconds(8) });
        Assert.True((await a.ConnectAsync("b@memory").WaitAsync(TestTimeouts.Long)).IsConnected);
        await WaitForTicksAsync(cluster, b, a.Name, TimeSpan.FromSeconds(2));

        Assert.Equal(NetTickChange.Initiated, a.SetNetTickTime(TimeSpan.FromSeconds(80), Transition));

        Assert.Equal(TimeSpan.FromSeconds(80), a.NetTickTime);
        for (int step = 0; step < 9; step++)
        {
            await TickAsync(cluster, a, b);
        }

        Assert.Equal([a.Name], b.Nodes());
        Assert.Equal(NetTickChange.Ongoing, a.SetNetTickTime(TimeSpan.FromSeconds(8)));
    }

    [Fact]
    public async Task Without_a_transition_it_changes_at_once()
    {
        await using var cluster = new MemoryCluster();
        Node node = await cluster.StartAsync("a");

        Assert.Equal(NetTickChange.Initiated, node.SetNetTickTime(TimeSpan.FromSeconds(8), TimeSpan.Zero));

        Assert.Equal(TimeSpan.FromSeconds(8), node.NetTickTime);
        Assert.Throws<ArgumentOutOfRangeException>(() => node.SetNetTickTime(TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => node.SetNetTickTime(TimeSpan.Zero));
    }

    /// <summary>Both sides have the connection and have begun to tick on it.</summary>
    private static async Task WaitForTicksAsync(MemoryCluster cluster, Node node, ErlAtom peer, TimeSpan interval)
    {
        await MemoryCluster.WaitForPeerAsync(node, peer);
        await cluster.Clock.WaitForTimersAsync(2, interval);
    }

    /// <summary>Two seconds pass, and each node hears the other's tick.</summary>
    private static async Task TickAsync(MemoryCluster cluster, Node a, Node b)
    {
        (long fromB, long fromA) = (BytesIn(a, b), BytesIn(b, a));
        cluster.Clock.Advance(TimeSpan.FromSeconds(2));
        using var tooLate = new CancellationTokenSource(TestTimeouts.Long);
        while (BytesIn(a, b) == fromB || BytesIn(b, a) == fromA)
        {
            tooLate.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static long BytesIn(Node node, Node peer) => Assert.IsType<ConnectionStatistics>(node.GetConnectionStatistics(peer.Name)).BytesIn;
}
