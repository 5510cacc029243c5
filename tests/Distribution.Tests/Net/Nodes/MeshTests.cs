using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Nodes;

public sealed class MeshTests
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e"];

    [Fact]
    [Trait("Scenario", "N7")]
    public async Task In_a_mesh_of_five_nodes_a_cut_link_is_told_to_its_two_ends_and_to_nobody_else()
    {
        await using var cluster = new MemoryCluster();
        Member[] members = await MeshAsync(cluster);

        cluster.Network.Cut("b@memory", "d@memory");

        Assert.Equal("{nodedown,d@memory}", await members[1].Watcher.NextTextAsync());
        Assert.Equal("{nodedown,b@memory}", await members[3].Watcher.NextTextAsync());
        Assert.Equal(ConnectOutcome.Unreachable, (await members[1].Node.ConnectAsync("d@memory")).Outcome);
        await AssertQuietAsync(members);
        Assert.Equal([4, 3, 4, 3, 4], members.Select(member => member.Node.Nodes().Count));

        cluster.Network.Heal("b@memory", "d@memory");
        Assert.True((await members[3].Node.ConnectAsync("b@memory")).IsConnected);
        Assert.Equal("{nodeup,d@memory}", await members[1].Watcher.NextTextAsync());
        Assert.Equal("{nodeup,b@memory}", await members[3].Watcher.NextTextAsync());
        await AssertQuietAsync(members);
    }

    [Fact]
    [Trait("Scenario", "N7")]
    public async Task A_node_that_ends_is_told_once_to_every_other_with_each_tie_before_the_nodedown()
    {
        await using var cluster = new MemoryCluster();
        Member[] members = await MeshAsync(cluster);
        ErlPid lost = members[4].Watcher.Pid;
        foreach (Member member in members[..4])
        {
            await member.Watcher.DoAsync(self =>
            {
                self.Link(lost);
                self.Monitor(lost);
                self.MonitorNode(MemoryCluster.Name("e"), true);
            });
            await member.Watcher.DoAsync(self => self.Send(lost, ErlTerm.Atom("tied")));
        }

        for (int count = 0; count < 4; count++)
        {
            Assert.Equal("tied", await members[4].Watcher.NextTextAsync());
        }

        await members[4].Node.DisposeAsync();

        foreach (Member member in members[..4])
        {
            string[] told = [await member.Watcher.NextTextAsync(), await member.Watcher.NextTextAsync()];
            Assert.Single(told, message => message.StartsWith("{'EXIT',", StringComparison.Ordinal) && message.EndsWith(",noconnection}", StringComparison.Ordinal));
            Assert.Single(told, message => message.StartsWith("{'DOWN',", StringComparison.Ordinal) && message.EndsWith(",noconnection}", StringComparison.Ordinal));
            Assert.Equal("{nodedown,e@memory}", await member.Watcher.NextTextAsync());
            Assert.Equal("{nodedown,e@memory}", await member.Watcher.NextTextAsync());
            Assert.Equal(3, member.Node.Nodes().Count);
        }

        await AssertQuietAsync(members[..4]);
    }

    [Fact]
    [Trait("Scenario", "N6")]
    public async Task A_link_that_falls_silent_is_given_up_after_the_tick_time_by_both_sides_and_the_idle_ones_are_kept()
    {
        await using var cluster = new MemoryCluster();
        Member[] members = await MeshAsync(cluster);
        cluster.Log.Allow(_ => true, "the silence");
        cluster.Network.Halt("a@memory", "b@memory");

        // Tick by tick, so that the nodes whose links work hear of each other in between.
        for (int tick = 0; tick < 2; tick++)
        {
            cluster.Clock.Advance(TimeSpan.FromSeconds(15));
            await SettleAsync(members);
        }

        await AssertQuietAsync(members);
        for (int tick = 2; tick < 6; tick++)
        {
            cluster.Clock.Advance(TimeSpan.FromSeconds(15));
            await SettleAsync(members);
        }

        Assert.Equal("{nodedown,b@memory}", await members[0].Watcher.NextTextAsync());
        Assert.Equal("{nodedown,a@memory}", await members[1].Watcher.NextTextAsync());
        await AssertQuietAsync(members);
        Assert.Equal([3, 3, 4, 4, 4], members.Select(member => member.Node.Nodes().Count));
    }

    [Fact]
    [Trait("Scenario", "N8")]
    public async Task Two_nodes_that_dial_each_other_again_and_again_have_one_connection_each_time()
    {
        await using var cluster = new MemoryCluster();
        Node a = await cluster.StartAsync("a");
        Node b = await cluster.StartAsync("b");
        var left = new Listener(a);
        var right = new Listener(b);
        a.MonitorNodes(left.Pid);
        b.MonitorNodes(right.Pid);

        for (int round = 0; round < 300; round++)
        {
            // The end of the attempt that was given up must not be held with the rest.
            await cluster.Network.WaitForSilenceAsync().WaitAsync(TestTimeouts.Long);
            cluster.Network.Halt("a@memory", "b@memory");
            Task<ConnectResult>[] both = [Task.Run(() => a.ConnectAsync("b@memory")), Task.Run(() => b.ConnectAsync("a@memory"))];
            await cluster.Network.WaitForDialsAsync(2).WaitAsync(TestTimeouts.Long);
            cluster.Network.Heal("a@memory", "b@memory");
            foreach (ConnectResult result in await Task.WhenAll(both).WaitAsync(TestTimeouts.Long))
            {
                Assert.True(result.IsConnected, $"{round}: {result}");
            }

            Assert.Equal("{nodeup,b@memory}", await left.NextTextAsync());
            Assert.Equal("{nodeup,a@memory}", await right.NextTextAsync());
            await (round % 2 == 0 ? a : b).DisconnectAsync(MemoryCluster.Name(round % 2 == 0 ? "b" : "a"));
            Assert.Equal("{nodedown,b@memory}", await left.NextTextAsync());
            Assert.Equal("{nodedown,a@memory}", await right.NextTextAsync());
        }

        Assert.Contains(cluster.Log.Entries, entry => entry.EventId.Id == 2113);
        Assert.Empty(left.Rest());
        Assert.Empty(right.Rest());
    }

    [Fact]
    public async Task A_node_that_lost_its_connection_unnoticed_takes_the_old_one_over()
    {
        await using var cluster = new MemoryCluster();
        Node a = await cluster.StartAsync("a");
        Node b = await cluster.StartAsync("b");
        var watcher = new Listener(b, "watcher");
        b.MonitorNodes(watcher.Pid);
        Assert.True((await a.ConnectAsync("b@memory")).IsConnected);
        Assert.Equal("{nodeup,a@memory}", await watcher.NextTextAsync());
        await watcher.DoAsync(self => self.MonitorNode(MemoryCluster.Name("a"), true));

        // What a says at its end never reaches b, which believes that the connection is up when the next a connects.
        cluster.Network.HaltOneWay("a@memory", "b@memory");
        await a.StopDistributionAsync();
        cluster.Network.Forget("a@memory", "b@memory");
        cluster.Network.Heal("a@memory", "b@memory");
        Node again = await cluster.StartAsync("a");
        Assert.Equal([MemoryCluster.Name("a")], b.Nodes());
        again.Send(ErlTerm.Parse("{watcher, b@memory}"), ErlTerm.Atom("hello"));

        Assert.Equal("{nodedown,a@memory}", await watcher.NextTextAsync());
        Assert.Equal("{nodedown,a@memory}", await watcher.NextTextAsync());
        Assert.Equal("{nodeup,a@memory}", await watcher.NextTextAsync());
        Assert.Equal("hello", await watcher.NextTextAsync());
        Assert.Equal(again.Creation, b.GetConnectionStatistics(MemoryCluster.Name("a"))!.Creation);
    }

    [Fact]
    public async Task A_running_node_becomes_alive_under_one_name_and_another_and_its_processes_go_on()
    {
        await using var cluster = new MemoryCluster();
        Node b = await cluster.StartAsync("b");
        var far = new Listener(b, "far");
        await using var node = new Node(cluster.Options("x").Runtime);
        var early = new Listener(node, "early");
        Assert.Equal("nonode@nohost", node.Name.Name);

        foreach (string name in new[] { "first", "second" })
        {
            await node.StartDistributionAsync(cluster.Options(name));
            Assert.Equal($"{name}@memory", node.Name.Name);
            await early.DoAsync(self => self.Send(ErlTerm.Parse("{far, b@memory}"), self.Self));
            var pid = (ErlPid)await far.NextAsync();
            Assert.Equal(name + "@memory", pid.Node.Name);
            await far.DoAsync(self => self.Send(pid, ErlTerm.Atom("back")));
            Assert.Equal("back", await early.NextTextAsync());
            await Assert.ThrowsAsync<InvalidOperationException>(() => node.StartDistributionAsync(cluster.Options("third")));
            await node.StopDistributionAsync();
            Assert.False(node.IsAliveNode);
        }
    }

    private static async Task<Member[]> MeshAsync(MemoryCluster cluster)
    {
        var members = new Member[Names.Length];
        for (int index = 0; index < members.Length; index++)
        {
            Node node = await cluster.StartAsync(Names[index]);
            members[index] = new Member(node, new Listener(node, "watcher"));
            node.MonitorNodes(members[index].Watcher.Pid);
            for (int other = 0; other < index; other++)
            {
                Assert.True((await node.ConnectAsync($"{Names[other]}@memory").WaitAsync(TestTimeouts.Long)).IsConnected);
                Assert.Equal($"{{nodeup,{Names[other]}@memory}}", await members[index].Watcher.NextTextAsync());
                Assert.Equal($"{{nodeup,{Names[index]}@memory}}", await members[other].Watcher.NextTextAsync());
            }
        }

        return members;
    }

    /// <summary>Every member asks every node that it it can reach something, and gets the answer: what was on the way has arrived.</summary>
    private static async Task SettleAsync(IReadOnlyList<Member> members)
    {
        foreach (Member member in members)
        {
            foreach (Member peer in members.Where(peer => peer != member && !(IsHalted(peer) && IsHalted(member))))
            {
                await member.Node.RunAsync(async self =>
                {
                    ErlReference reference = self.Monitor(ErlTerm.Tuple(ErlTerm.Atom("nobody"), peer.Node.Name));
                    return await self.ReceiveAsync(message => message is ErlTuple { Count: 5 } down && reference.Equals(down[1]));
                }).WaitAsync(TestTimeouts.Long);
            }
        }

        static bool IsHalted(Member member) => member.Node.Name.Name is "a@memory" or "b@memory";
    }

    private static async Task AssertQuietAsync(IReadOnlyList<Member> members)
    {
        foreach (Member member in members)
        {
            await member.Watcher.SyncAsync();
            Assert.Empty(member.Watcher.Rest());
        }
    }

    private sealed record Member(Node Node, Listener Watcher);
}
