using System.Diagnostics;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Cluster.Global;

/// <summary>Several nodes in memory that make one world of their names, and fall apart.</summary>
public sealed class GlobalWorldTests
{
    private static readonly ErlAtom Server = ErlTerm.Atom("global_name_server");

    [Fact]
    public async Task Nodes_that_connect_share_their_names_and_become_a_full_mesh()
    {
        await using var world = new MemoryWorld();
        Node[] nodes = [await world.StartAsync("a"), await world.StartAsync("b"), await world.StartAsync("c")];
        ErlPid first = await RegisterAsync(nodes[0], "first");
        ErlPid third = await RegisterAsync(nodes[2], "third");
        await MemoryWorld.ConnectAsync(nodes[0], "b");
        await MemoryWorld.ConnectAsync(nodes[1], "c");

        await world.UntilAsync(() => nodes.All(node => node.Nodes().Count == 2));
        foreach (Node node in nodes)
        {
            await UntilIsAsync(world, node, "first", first);
            await UntilIsAsync(world, node, "third", third);
            Task<ErlTerm> synced = MemoryWorld.AskAsync(node, ErlTerm.Tuple(ErlTerm.Atom("sync"), ErlTerm.List([.. node.Nodes()])));
            await world.UntilAsync(() => synced.IsCompleted);
            Assert.Equal(Atoms.Ok, await synced);
        }

        nodes[0].Exit(first, Atoms.Kill);
        await UntilIsAsync(world, nodes[2], "first", Atoms.Undefined);
    }

    [Fact]
    public async Task A_name_that_both_worlds_have_stays_with_the_smaller_node_and_the_other_process_is_killed()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        Node b = await world.StartAsync("b");
        ErlPid kept = await RegisterAsync(a, "same");
        ErlPid killed = await RegisterAsync(b, "same");
        Task<ErlTerm> end = b.WhenExited(killed, default);
        await MemoryWorld.ConnectAsync(b, "a");

        await world.UntilAsync(() => end.IsCompleted);
        Assert.Equal(Atoms.Killed, await end);
        await UntilIsAsync(world, b, "same", kept);
        await UntilIsAsync(world, a, "same", kept);
    }

    [Fact]
    public async Task After_a_lost_connection_nobody_stays_between_its_two_ends()
    {
        await using var world = new MemoryWorld();
        Node[] nodes = await StartThreeAsync(world);
        await nodes[0].DisconnectAsync(MemoryWorld.Name("b")).WaitAsync(TestTimeouts.Long);
        await world.UntilAsync(() => !IsConnected(0, 1) && !IsConnected(1, 0) && !(IsConnected(0, 2) && IsConnected(1, 2))
            && IsConnected(0, 2) == IsConnected(2, 0) && IsConnected(1, 2) == IsConnected(2, 1));

        bool IsConnected(int from, int to) => nodes[from].Nodes().Contains(nodes[to].Name);
    }

    [Fact]
    public async Task A_disposed_node_is_gone_from_its_world_and_its_names_with_it()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        Node b = await world.StartAsync("b");
        await MemoryWorld.ConnectAsync(a, "b");
        ErlPid name = await RegisterAsync(b, "there");
        await UntilSyncedAsync(world, a);
        await UntilIsAsync(world, a, "there", name);
        await b.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        await UntilIsAsync(world, a, "there", Atoms.Undefined);
        await world.UntilAsync(() => a.Nodes().Count == 0);
    }

    [Fact]
    public async Task A_node_that_leaves_does_not_part_those_who_stay()
    {
        await using var world = new MemoryWorld();
        Node[] nodes = await StartThreeAsync(world);
        await nodes[1].DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        await world.UntilAsync(() => nodes[0].Nodes().Count == 1 && nodes[2].Nodes().Count == 1);
        await UntilSyncedAsync(world, nodes[0]);
        await UntilSyncedAsync(world, nodes[2]);
        Assert.Equal([nodes[2].Name], nodes[0].Nodes());
        Assert.Equal([nodes[0].Name], nodes[2].Nodes());
    }

    /// <summary>Three nodes that know each other, and each other's names.</summary>
    private static async Task<Node[]> StartThreeAsync(MemoryWorld world)
    {
        Node[] nodes = [await world.StartAsync("a"), await world.StartAsync("b"), await world.StartAsync("c")];
        await MemoryWorld.ConnectAsync(nodes[0], "b");
        await MemoryWorld.ConnectAsync(nodes[1], "c");
        await world.UntilAsync(() => nodes.All(node => node.Nodes().Count == 2));
        foreach (Node node in nodes)
        {
            await UntilSyncedAsync(world, node);
        }

        return nodes;
    }

    private static async Task UntilSyncedAsync(MemoryWorld world, Node node)
    {
        Task<ErlTerm> synced = MemoryWorld.AskAsync(node, ErlTerm.Tuple(ErlTerm.Atom("sync"), ErlTerm.List([.. node.Nodes()])));
        await world.UntilAsync(() => synced.IsCompleted);
        Assert.Equal(Atoms.Ok, await synced);
    }

    private static async Task UntilIsAsync(MemoryWorld world, Node node, string name, ErlTerm expected)
    {
        ErlTerm? found = null;
        long start = Stopwatch.GetTimestamp();
        while (!expected.Equals(found))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TestTimeouts.Long, $"{name} is {found} on {node.Name}, not {expected}.");
            Task<ErlTerm> asked = MemoryWorld.WhereIsAsync(node, name);
            await world.UntilAsync(() => asked.IsCompleted);
            found = await asked;
        }
    }

    /// <summary>As the registrar of Erlang does: lock, register, unlock, on all nodes of the world.</summary>
    private static Task<ErlPid> RegisterAsync(Node node, string name)
    {
        ErlPid owner = node.Spawn(async self => await self.ReceiveAsync(message => message == Atoms.Stop));
        ErlTerm lockId = ErlTerm.Tuple(Atoms.Global, owner);
        return node.RunAsync(async self =>
        {
            ErlAtom[] all = [node.Name, .. node.Nodes()];
            Assert.All((await self.MultiCallAsync(all, Server, ErlTerm.Tuple(ErlTerm.Atom("set_lock"), lockId))).Replies, reply => Assert.Equal(Atoms.True, reply.Reply));
            ErlTerm register = ErlTerm.Tuple(Atoms.Register, ErlTerm.Atom(name), owner, ErlTerm.Parse("fun global:random_exit_name/3"));
            Assert.All((await self.MultiCallAsync(all, Server, register)).Replies, reply => Assert.Equal(Atoms.Yes, reply.Reply));
            await self.MultiCallAsync(all, Server, ErlTerm.Tuple(ErlTerm.Atom("del_lock"), lockId));
            return owner;
        }).WaitAsync(TestTimeouts.Long);
    }
}
