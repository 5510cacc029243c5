using Chan.Distribution.Cluster.Global;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Cluster.Global;

/// <summary>Global names as programs use them.</summary>
[Trait("Scenario", "R6")]
public sealed class GlobalCallsTests
{
    private static readonly ErlTerm Name = ErlTerm.Parse("{todo_list, \"bob\"}");

    [Fact]
    public async Task A_name_is_known_on_all_nodes_until_it_is_taken_away()
    {
        await using var world = new MemoryWorld();
        Node[] nodes = await StartMeshAsync(world, "a", "b", "c");
        ErlPid pid = SpawnIdle(nodes[1]);

        Assert.True(await world.UntilAsync(nodes[0].RegisterNameAsync(Name, pid)));
        Assert.All(nodes, node => Assert.Equal(pid, node.WhereIsName(Name)));
        Assert.All(nodes, node => Assert.Equal([Name], node.RegisteredGlobalNames));
        Assert.False(await world.UntilAsync(nodes[2].RegisterNameAsync(Name, SpawnIdle(nodes[2]))));
        Assert.False(await world.UntilAsync(nodes[2].RegisterNameAsync(ErlTerm.Atom("second"), pid)));

        ErlPid next = SpawnIdle(nodes[2]);
        await world.UntilAsync(nodes[2].ReRegisterNameAsync(Name, next));
        Assert.All(nodes, node => Assert.Equal(next, node.WhereIsName(Name)));

        await world.UntilAsync(nodes[0].UnregisterNameAsync(Name));
        await world.UntilAsync(nodes[0].UnregisterNameAsync(Name));
        Assert.All(nodes, node => Assert.Null(node.WhereIsName(Name)));
        Assert.All(nodes, node => Assert.Empty(node.RegisteredGlobalNames));
    }

    [Fact]
    public async Task A_name_goes_with_its_process()
    {
        await using var world = new MemoryWorld();
        Node[] nodes = await StartMeshAsync(world, "a", "b");
        ErlPid pid = SpawnIdle(nodes[1]);
        Assert.True(await world.UntilAsync(nodes[0].RegisterNameAsync(Name, pid)));

        nodes[0].Exit(pid, Atoms.Kill);

        await world.UntilAsync(() => Array.TrueForAll(nodes, node => node.WhereIsName(Name) is null));
    }

    [Fact]
    public async Task Many_who_want_one_name_at_once_get_it_once()
    {
        await using var world = new MemoryWorld();
        Node[] nodes = await StartMeshAsync(world, "a", "b", "c");

        bool[] taken = await world.UntilAsync(Task.WhenAll(
            Enumerable.Range(0, 6).Select(index => nodes[index % 3].RegisterNameAsync(Name, SpawnIdle(nodes[index % 3])))));

        Assert.Single(taken, isTaken => isTaken);
        Assert.Single(nodes.Select(node => node.WhereIsName(Name)).Distinct());
    }

    [Fact]
    public async Task A_message_goes_to_the_process_of_a_name_wherever_it_is()
    {
        await using var world = new MemoryWorld();
        Node[] nodes = await StartMeshAsync(world, "a", "b");
        var got = new TaskCompletionSource<ErlTerm>(TaskCreationOptions.RunContinuationsAsynchronously);
        ErlPid pid = nodes[1].Spawn(async self => got.SetResult(await self.ReceiveAsync()));
        Assert.Throws<ArgumentException>(() => nodes[0].SendGlobal(Name, Atoms.Ok));
        Assert.True(await world.UntilAsync(nodes[1].RegisterNameAsync(Name, pid)));

        Assert.Equal(pid, nodes[0].SendGlobal(Name, ErlTerm.Atom("hello")));

        Assert.Equal(ErlTerm.Atom("hello"), await got.Task.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task Messages_of_a_process_come_in_its_order_by_name_and_by_pid()
    {
        const int Count = 500;
        await using var world = new MemoryWorld();
        Node[] nodes = await StartMeshAsync(world, "a", "b");
        var got = new TaskCompletionSource<List<ErlTerm>>(TaskCreationOptions.RunContinuationsAsynchronously);
        ErlPid pid = nodes[1].Spawn(async self =>
        {
            var messages = new List<ErlTerm>();
            while (messages.Count < Count)
            {
                messages.Add(await self.ReceiveAsync());
            }

            got.SetResult(messages);
        });
        Assert.True(await world.UntilAsync(nodes[0].RegisterNameAsync(Name, pid)));
        await MemoryWorld.RunAsync(nodes[0], self =>
        {
            Assert.Throws<ArgumentException>(() => self.SendGlobal(ErlTerm.Atom("nobody"), Atoms.Ok));
            for (int i = 0; i < Count; i += 2)
            {
                self.Send(pid, i);
                Assert.Equal(pid, self.SendGlobal(Name, i + 1));
            }

            return Task.CompletedTask;
        });

        Assert.Equal(Enumerable.Range(0, Count).Select(i => (ErlTerm)i), await got.Task.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task The_one_that_loses_a_name_may_be_told_instead_of_killed()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        Node b = await world.StartAsync("b");
        (ErlPid first, Task<ErlTerm> toldFirst) = SpawnWaiting(a);
        (ErlPid second, Task<ErlTerm> toldSecond) = SpawnWaiting(b);
        Assert.True(await world.UntilAsync(a.RegisterNameAsync(Name, first, GlobalResolve.RandomNotifyName)));
        Assert.True(await world.UntilAsync(b.RegisterNameAsync(Name, second, GlobalResolve.RandomNotifyName)));

        await MemoryWorld.ConnectAsync(a, "b");

        Assert.Equal(ErlTerm.Tuple(ErlTerm.Atom("global_name_conflict"), Name), await world.UntilAsync(toldSecond));
        await world.UntilAsync(() => first.Equals(b.WhereIsName(Name)));
        Assert.Equal(first, a.WhereIsName(Name));

        // Whatever the clash had sent to the other one would be in front of this.
        a.Send(first, Atoms.Ok);
        Assert.Equal(Atoms.Ok, await toldFirst.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task A_clash_may_take_the_name_from_both()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        Node b = await world.StartAsync("b");
        (ErlPid first, Task<ErlTerm> toldFirst) = SpawnWaiting(a);
        (ErlPid second, Task<ErlTerm> toldSecond) = SpawnWaiting(b);
        Assert.True(await world.UntilAsync(a.RegisterNameAsync(Name, first, GlobalResolve.NotifyAllName)));
        Assert.True(await world.UntilAsync(b.RegisterNameAsync(Name, second, GlobalResolve.NotifyAllName)));

        await MemoryWorld.ConnectAsync(b, "a");

        Assert.Equal(ErlTerm.Tuple(ErlTerm.Atom("global_name_conflict"), Name, second), await world.UntilAsync(toldFirst));
        Assert.Equal(ErlTerm.Tuple(ErlTerm.Atom("global_name_conflict"), Name, first), await world.UntilAsync(toldSecond));
        await world.UntilAsync(() => a.WhereIsName(Name) is null && b.WhereIsName(Name) is null);
    }

    [Fact]
    public async Task Code_of_ones_own_decides_a_clash()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        Node b = await world.StartAsync("b");
        ErlPid first = SpawnIdle(a);
        ErlPid second = SpawnIdle(b);
        a.Modules.AddFun(3, GreaterNodeKeeps);
        ErlFun decide = await a.RunAsync(self => Task.FromResult(self.MakeFun(GreaterNodeKeeps, Name)));
        Assert.True(await world.UntilAsync(a.RegisterNameAsync(Name, first, decide)));
        Assert.True(await world.UntilAsync(b.RegisterNameAsync(Name, second)));

        await MemoryWorld.ConnectAsync(a, "b");

        // The default would have kept the other one, and killed this.
        await world.UntilAsync(() => second.Equals(a.WhereIsName(Name)));
        Assert.Equal(second, b.WhereIsName(Name));
        Assert.True(a.IsAlive(first));
    }

    [Fact]
    public async Task A_server_is_started_and_called_under_its_name()
    {
        await using var world = new MemoryWorld();
        Node[] nodes = await StartMeshAsync(world, "a", "b");
        var options = new StartOptions { Name = ServerName.InCluster(Name) };
        ErlTerm server = ErlTerm.Tuple(Atoms.Global, Name);

        StartResult first = await world.UntilAsync(nodes[0].RunAsync(self => GenServer.StartAsync(self, () => new Echo(), options)));
        StartResult second = await world.UntilAsync(nodes[1].RunAsync(self => GenServer.StartAsync(self, () => new Echo(), options)));

        Assert.Equal(ErlTerm.Tuple(Atoms.AlreadyStarted, first.Pid), second.Error);
        Assert.Equal(ErlTerm.Atom("hello"), await world.UntilAsync(nodes[1].CallAsync(server, ErlTerm.Atom("hello"))));
        await world.UntilAsync(nodes[1].StopAsync(server));
        await world.UntilAsync(() => Array.TrueForAll(nodes, node => node.WhereIsName(Name) is null));
    }

    [Fact]
    public async Task A_function_that_cannot_decide_is_refused()
    {
        await using var world = new MemoryWorld();
        Node node = await world.StartAsync("a");

        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(
            () => node.RegisterNameAsync(Name, SpawnIdle(node), ErlFun.External(Atoms.Global, ErlTerm.Atom("send"), 2)));

        Assert.Contains("takes 2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_cluster_there_are_no_names_to_give()
    {
        await using var node = new Node();
        await Assert.ThrowsAsync<InvalidOperationException>(() => node.RegisterNameAsync(Name, SpawnIdle(node)).WaitAsync(TestTimeouts.Long));
        Assert.Null(node.WhereIsName(Name));
        Assert.Empty(node.RegisteredGlobalNames);
    }

    [Fact]
    public async Task Erlangs_functions_do_the_same()
    {
        await using var world = new MemoryWorld();
        Node[] nodes = await StartMeshAsync(world, "a", "b");
        ErlPid pid = SpawnIdle(nodes[0]);

        Assert.Equal(Atoms.Yes, await CallAsync("register_name", Name, pid));
        Assert.Equal(Atoms.No, await CallAsync("register_name", Name, SpawnIdle(nodes[0]), GlobalResolve.NotifyAllName));
        Assert.Equal(ErlTerm.List(Name), await CallAsync("registered_names"));
        Assert.Equal(pid, await CallAsync("whereis_name", Name));
        Assert.Equal(pid, await CallAsync("send", Name, Atoms.Ok));
        Assert.Equal(Atoms.Yes, await CallAsync("re_register_name", Name, SpawnIdle(nodes[0])));
        Assert.NotEqual(pid, nodes[1].WhereIsName(Name));
        Assert.Equal(Atoms.Ok, await CallAsync("unregister_name", Name));
        Assert.Equal(Atoms.Undefined, await CallAsync("whereis_name", Name));
        TermException fault = await Assert.ThrowsAsync<TermException>(() => CallAsync("send", Name, Atoms.Ok));
        Assert.Equal((TermExceptionClass.Exit, ErlTerm.Tuple(Atoms.Badarg, ErlTerm.Tuple(Name, Atoms.Ok))), (fault.Class, fault.Reason));
        Assert.Equal(Atoms.Ok, await CallAsync("sync"));

        Task<ErlTerm> CallAsync(string function, params ErlTerm[] arguments) => world.UntilAsync(
            nodes[0].RunAsync(self => self.Node.Modules.ApplyAsync(self, Atoms.Global, ErlTerm.Atom(function), arguments).AsTask()));
    }

    /// <summary>Nodes that are connected and know each other's names.</summary>
    internal static async Task<Node[]> StartMeshAsync(MemoryWorld world, params string[] names)
    {
        var nodes = new Node[names.Length];
        for (int index = 0; index < names.Length; index++)
        {
            nodes[index] = await world.StartAsync(names[index]);
            if (index > 0)
            {
                await MemoryWorld.ConnectAsync(nodes[index], names[index - 1]);
            }
        }

        await world.UntilAsync(() => Array.TrueForAll(nodes, node => Distribution.Net.Nodes.NodeDistribution.Nodes(node).Count == names.Length - 1));
        foreach (Node node in nodes)
        {
            await world.UntilAsync(node.SyncGlobalAsync());
        }

        return nodes;
    }

    private static ErlPid SpawnIdle(Node node) => node.Spawn(async self => await self.ReceiveAsync(message => message == Atoms.Stop));

    private static (ErlPid Pid, Task<ErlTerm> Message) SpawnWaiting(Node node)
    {
        var got = new TaskCompletionSource<ErlTerm>(TaskCreationOptions.RunContinuationsAsynchronously);
        ErlPid pid = node.Spawn(async self =>
        {
            got.SetResult(await self.ReceiveAsync());
            await self.ReceiveAsync(message => message == Atoms.Stop);
        });
        return (pid, got.Task);
    }

    private static ValueTask<ErlTerm> GreaterNodeKeeps(ProcessContext self, IReadOnlyList<ErlTerm> captured, IReadOnlyList<ErlTerm> arguments)
    {
        Assert.Equal(captured[0], arguments[0]);
        return new(((ErlPid)arguments[1]).Node.CompareTo(((ErlPid)arguments[2]).Node) > 0 ? arguments[1] : arguments[2]);
    }

    private sealed class Echo : GenServer
    {
        protected internal override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from) => CallResult.Reply(request);
    }
}
