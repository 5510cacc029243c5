using Chan.Distribution.Cluster;
using Chan.Distribution.Cluster.Global;
using Chan.Distribution.Cluster.Kernel;
using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Cluster;

/// <summary>Nodes that become part of a cluster, and do not any more.</summary>
public sealed class NodeClusterTests
{
    [Fact]
    public async Task A_start_that_finds_a_name_taken_leaves_the_node_as_it_was_and_can_be_tried_again()
    {
        await using var world = new MemoryWorld();
        await using var node = new Node(world.Options("a").Runtime);
        ErlPid other = node.Spawn(static async self => await self.ReceiveAsync(), new SpawnOptions { Name = Atoms.Pg });

        await Assert.ThrowsAsync<ArgumentException>(() => node.StartClusterAsync(world.Options("a")).WaitAsync(TestTimeouts.Long));
        Assert.Equal([Atoms.Pg], node.RegisteredNames);
        Assert.Equal(1, node.ProcessCount);
        Assert.Equal(node.HostPid, node.GetProcessInformation(other)!.GroupLeader);
        Assert.Null(node.FindNameRegistry(Atoms.Global));
        Assert.Empty(node.Modules.GetExports(Atoms.Global));
        Assert.False(node.IsDistributed);

        node.Send(other, Atoms.Stop);
        await node.WhenExited(other).WaitAsync(TestTimeouts.Long);
        await node.StartClusterAsync(world.Options("a")).WaitAsync(TestTimeouts.Long);
        Node peer = await world.StartAsync("b");
        await MemoryWorld.ConnectAsync(peer, "a");
        Assert.Equal(MemoryWorld.Name("a"), await peer.RpcCallAsync(MemoryWorld.Name("a"), Atoms.Erlang, ErlTerm.Atom("node"), []).WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task A_start_on_a_node_without_room_fails_and_leaves_nothing_behind()
    {
        await using var world = new MemoryWorld();
        NodeOptions options = world.Options("a");
        await using var node = new Node(options.Runtime with { MaxProcesses = 6 });

        await Assert.ThrowsAsync<InvalidOperationException>(() => node.StartClusterAsync(options).WaitAsync(TestTimeouts.Long));

        Assert.Equal(0, node.ProcessCount);
        Assert.False(node.IsDistributed);
    }

    [Fact]
    public async Task A_full_node_tells_its_callers_so_and_keeps_its_system_processes()
    {
        await using var world = new MemoryWorld();
        Node node = await world.StartAsync("a", vary: options => options with { Runtime = options.Runtime with { MaxProcesses = 32 } });
        ErlPid? rex = node.WhereIs(Atoms.Rex);

        // The name server starts a process of its own: when it answers, that one is there.
        await world.UntilAsync(node.SyncGlobalAsync());
        await MemoryWorld.RunAsync(node, async self =>
        {
            while (Record.Exception(() => { self.SpawnLink(static process => process.ReceiveAsync().AsTask()); }) is null)
            {
                // As many as there may be.
            }

            foreach (string leader in new[] { "send_stdout_to_caller", "user" })
            {
                self.Send(Atoms.Rex, ErlTerm.Tuple(self.Self, ErlTerm.Parse($"{{call,math,sqrt,[16],{leader}}}")));
                Assert.Equal(ErlTerm.Parse("{rex,{badrpc,{'EXIT',system_limit}}}"), await self.ReceiveAsync());
            }
        });
        Assert.Equal(rex, node.WhereIs(Atoms.Rex));
    }

    [Fact]
    public async Task Out_of_its_cluster_a_node_knows_no_global_names()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        Node b = await world.StartAsync("b");
        await MemoryWorld.ConnectAsync(a, "b");
        await world.UntilAsync(a.SyncGlobalAsync());
        ErlPid there = b.Spawn(static async self => await self.ReceiveAsync());
        Assert.True(await world.UntilAsync(b.RegisterNameAsync(ErlTerm.Atom("service"), there)));
        Assert.Equal(there, a.WhereIsName(ErlTerm.Atom("service")));

        await a.StopClusterAsync().WaitAsync(TestTimeouts.Long);

        Assert.Null(a.WhereIsName(ErlTerm.Atom("service")));
        Assert.Empty(a.RegisteredGlobalNames);
    }

    [Fact]
    public async Task A_node_whose_system_process_ends_again_and_again_leaves_the_cluster_and_can_join_it_anew()
    {
        await using var world = new MemoryWorld();
        world.Log.Allow(LogLevel.Warning, "System process rex ended");
        world.Log.Expect(LogLevel.Critical, "leaves its cluster");
        Node a = await world.StartAsync("a");
        Node b = await world.StartAsync("b");
        await MemoryWorld.ConnectAsync(a, "b");
        await world.UntilAsync(() => b.Nodes().Count == 1);

        ErlPid? killed = null;
        for (int i = 0; i <= SystemProcesses.MaxRestarts; i++)
        {
            await world.UntilAsync(() => a.WhereIs(Atoms.Rex) is { } next && next != killed);
            killed = a.WhereIs(Atoms.Rex)!;
            a.Exit(killed, Atoms.Kill);
            await a.WhenExited(killed).WaitAsync(TestTimeouts.Long);
        }

        await world.UntilAsync(() => b.Nodes().Count == 0);
        await world.UntilAsync(() => !a.IsDistributed);
        await a.StartClusterAsync(world.Options("a")).WaitAsync(TestTimeouts.Long);
        await MemoryWorld.ConnectAsync(a, "b");
    }
}
