using Chan.Distribution.Cluster;
using Chan.Distribution.Cluster.Pg;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Cluster.Pg;

/// <summary>Groups of processes as programs use them.</summary>
[Trait("Scenario", "R8")]
public sealed class PgCallsTests
{
    private static readonly ErlTerm Group = ErlTerm.Parse("{room, 1}");
    private static readonly ErlAtom Scope = ErlTerm.Atom("rooms");

    [Fact]
    public async Task Members_of_all_nodes_are_seen_on_each_and_as_often_as_they_joined()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        Node b = await world.StartAsync("b");
        await MemoryWorld.ConnectAsync(a, "b");
        ErlPid[] here = [SpawnIdle(a), SpawnIdle(a)];
        ErlPid there = SpawnIdle(b);

        await a.PgJoinAsync(Group, here).WaitAsync(TestTimeouts.Long);
        await a.PgJoinAsync(Group, [here[0]]).WaitAsync(TestTimeouts.Long);
        await b.PgJoinAsync(Group, [there]).WaitAsync(TestTimeouts.Long);

        await world.UntilAsync(() => Sorted(a.PgGetMembers(Group)).SequenceEqual(Sorted([here[0], here[0], here[1], there])));
        await world.UntilAsync(() => Sorted(b.PgGetMembers(Group)).SequenceEqual(Sorted([here[0], here[0], here[1], there])));
        Assert.Equal([there], b.PgGetLocalMembers(Group));
        Assert.Equal([Group], b.PgWhichGroups());

        Assert.True(await a.PgLeaveAsync(Group, [here[0], here[1]]).WaitAsync(TestTimeouts.Long));
        Assert.False(await a.PgLeaveAsync(Group, [here[1]]).WaitAsync(TestTimeouts.Long));
        await world.UntilAsync(() => Sorted(b.PgGetMembers(Group)).SequenceEqual(Sorted([here[0], there])));
        a.Exit(here[0], Atoms.Kill);
        await world.UntilAsync(() => b.PgGetMembers(Group).SequenceEqual([there]));
    }

    [Fact]
    public async Task Only_processes_of_this_node_join_and_only_scopes_that_run_are_asked()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        Node b = await world.StartAsync("b");

        await Assert.ThrowsAsync<ArgumentException>(() => a.PgJoinAsync(Group, [SpawnIdle(b)]).WaitAsync(TestTimeouts.Long));
        await Assert.ThrowsAsync<ArgumentException>(() => a.PgJoinAsync(Group, []).WaitAsync(TestTimeouts.Long));
        await Assert.ThrowsAsync<InvalidOperationException>(() => a.PgJoinAsync(Group, [SpawnIdle(a)], Scope).WaitAsync(TestTimeouts.Long));
        Assert.Throws<InvalidOperationException>(() => a.PgGetMembers(Group, Scope));
        Assert.Throws<InvalidOperationException>(() => a.PgWhichGroups(Scope));
    }

    [Fact]
    public async Task A_scope_of_ones_own_meets_those_of_its_name_also_when_the_node_joins_later()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        await using var b = new Node(new NodeRuntimeOptions { TimeProvider = world.Clock, LoggerFactory = world.Log });
        ErlPid first = await a.StartPgScopeAsync(Scope).WaitAsync(TestTimeouts.Long);
        await b.StartPgScopeAsync(Scope).WaitAsync(TestTimeouts.Long);
        Assert.Equal(first, a.WhereIs(Scope));
        await Assert.ThrowsAsync<ArgumentException>(() => a.StartPgScopeAsync(Scope).WaitAsync(TestTimeouts.Long));

        await b.StartClusterAsync(world.Options("b")).WaitAsync(TestTimeouts.Long);
        ErlPid member = SpawnIdle(b);
        await b.PgJoinAsync(Group, [member], Scope).WaitAsync(TestTimeouts.Long);
        await MemoryWorld.ConnectAsync(a, "b");

        await world.UntilAsync(() => a.PgGetMembers(Group, Scope).SequenceEqual([member]));
        Assert.Empty(a.PgGetMembers(Group));
        b.Exit(b.WhereIs(Scope)!, Atoms.Kill);
        await world.UntilAsync(() => a.PgWhichGroups(Scope).Count == 0);
        await world.UntilAsync(() => Record.Exception(() => b.PgWhichGroups(Scope)) is InvalidOperationException);
    }

    [Fact]
    public async Task A_linked_scope_ends_with_its_starter()
    {
        await using var world = new MemoryWorld();
        Node node = await world.StartAsync("a");
        var scope = new TaskCompletionSource<ErlPid>(TaskCreationOptions.RunContinuationsAsynchronously);
        ErlPid starter = node.Spawn(async self =>
        {
            scope.SetResult(await self.StartPgScopeLinkAsync(Scope));
            await self.ReceiveAsync(message => message == Atoms.Stop);
        });
        ErlPid started = await scope.Task.WaitAsync(TestTimeouts.Long);
        await node.PgJoinAsync(Group, [starter], Scope).WaitAsync(TestTimeouts.Long);
        Task<ErlTerm> end = node.WhenExited(started);

        node.Exit(starter, Atoms.Shutdown);

        Assert.Equal(Atoms.Shutdown, await end.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task Who_follows_a_group_hears_of_every_change_after_the_members_it_was_given()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        Node b = await world.StartAsync("b");
        await MemoryWorld.ConnectAsync(a, "b");
        ErlPid before = SpawnIdle(a);
        ErlPid[] there = [SpawnIdle(b), SpawnIdle(b)];
        await a.PgJoinAsync(Group, [before]).WaitAsync(TestTimeouts.Long);
        await world.UntilAsync(() => b.PgGetMembers(Group).Count == 1);

        await a.RunAsync(async self =>
        {
            (ErlReference reference, IReadOnlyList<ErlPid> members) = await self.PgMonitorAsync(Group);
            Assert.Equal([before], members);

            await b.PgJoinAsync(ErlTerm.Atom("another"), [there[0]]);
            await b.PgJoinAsync(Group, there);
            Assert.Equal(Told(reference, "join", there), await self.ReceiveAsync());
            await b.PgLeaveAsync(Group, [there[1]]);
            Assert.Equal(Told(reference, "leave", there[1]), await self.ReceiveAsync());
            await a.PgJoinAsync(Group, [before]);
            Assert.Equal(Told(reference, "join", before), await self.ReceiveAsync());
            b.Exit(there[0], Atoms.Kill);
            Assert.Equal(Told(reference, "leave", there[0]), await self.ReceiveAsync());
            a.Exit(before, Atoms.Kill);
            Assert.Equal(Told(reference, "leave", before), await self.ReceiveAsync());
            Assert.Equal(Told(reference, "leave", before), await self.ReceiveAsync());

            await a.PgJoinAsync(Group, [self.Self]);
            Assert.True(await self.PgDemonitorAsync(reference));
            Assert.False(await self.PgDemonitorAsync(reference));
            Assert.Null(await self.ReceiveAsync(_ => true, TimeSpan.Zero));
            await a.PgLeaveAsync(Group, [self.Self]);
            return true;
        }).WaitAsync(TestTimeouts.Long);
    }

    [Fact]
    public async Task Who_follows_a_scope_hears_of_all_groups_also_when_a_node_comes_and_goes()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        Node b = await world.StartAsync("b");
        ErlPid here = SpawnIdle(a);
        ErlPid there = SpawnIdle(b);
        await a.PgJoinAsync(Group, [here]).WaitAsync(TestTimeouts.Long);
        await b.PgJoinAsync(ErlTerm.Atom("far"), [there, there]).WaitAsync(TestTimeouts.Long);

        await a.RunAsync(async self =>
        {
            (ErlReference reference, ErlMap groups) = await self.PgMonitorScopeAsync();
            Assert.Equal(ErlTerm.Map((Group, ErlTerm.List(here))), groups);

            await MemoryWorld.ConnectAsync(a, "b");
            Assert.Equal(ErlTerm.Tuple(reference, ErlTerm.Atom("join"), ErlTerm.Atom("far"), ErlTerm.List(there, there)), await self.ReceiveAsync());
            await a.DisconnectAsync(b.Name);
            Assert.Equal(ErlTerm.Tuple(reference, ErlTerm.Atom("leave"), ErlTerm.Atom("far"), ErlTerm.List(there, there)), await self.ReceiveAsync());
            return true;
        }).WaitAsync(TestTimeouts.Long);
    }

    [Fact]
    public async Task A_peer_that_tells_all_of_its_members_again_changes_only_what_differs()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        ErlPid kept = SpawnIdle(a);
        ErlPid gone = SpawnIdle(a);
        ErlPid come = SpawnIdle(a);

        await a.RunAsync(async self =>
        {
            self.Send(Atoms.Pg, Sync(self, kept, gone));
            (ErlReference reference, IReadOnlyList<ErlPid> members) = await self.PgMonitorAsync(Group);
            Assert.Equal([kept, gone], members);
            self.Send(Atoms.Pg, Sync(self, kept, come));
            Assert.Equal(Told(reference, "join", come), await self.ReceiveAsync());
            Assert.Equal(Told(reference, "leave", gone), await self.ReceiveAsync());
            return true;
        }).WaitAsync(TestTimeouts.Long);

        static ErlTerm Sync(ProcessContext self, params ErlPid[] members) => ErlTerm.Tuple(
            Atoms.GenCast, ErlTerm.Tuple(ErlTerm.Atom("sync"), self.Self, ErlTerm.List(ErlTerm.Tuple(Group, ErlTerm.List([.. members])))));
    }

    [Fact]
    public async Task Erlangs_functions_do_the_same()
    {
        await using var world = new MemoryWorld();
        Node node = await world.StartAsync("a");
        ErlPid member = SpawnIdle(node);

        await node.RunAsync(async self =>
        {
            ErlTerm started = await CallAsync(self, "start", Scope);
            Assert.Equal(ErlTerm.Tuple(Atoms.Ok, node.WhereIs(Scope)!), started);
            Assert.Equal(Atoms.Ok, await CallAsync(self, "join", Group, member));
            Assert.Equal(Atoms.Ok, await CallAsync(self, "join", Scope, Group, ErlTerm.List(member, member)));
            Assert.Equal(ErlTerm.List(member), await CallAsync(self, "get_members", Group));
            Assert.Equal(ErlTerm.List(member, member), await CallAsync(self, "get_local_members", Scope, Group));
            Assert.Equal(ErlTerm.List(Group), await CallAsync(self, "which_groups", Scope));
            var monitored = (ErlTuple)await CallAsync(self, "monitor", Scope, Group);
            Assert.Equal(ErlTerm.List(member, member), monitored[1]);
            Assert.Equal(ErlTerm.Map((Group, ErlTerm.List(member))), ((ErlTuple)await CallAsync(self, "monitor_scope"))[1]);
            Assert.Equal(Atoms.Ok, await CallAsync(self, "demonitor", Scope, monitored[0]));
            Assert.Equal(Atoms.False, await CallAsync(self, "demonitor", monitored[0]));
            Assert.Equal(Atoms.Ok, await CallAsync(self, "leave", Group, ErlTerm.List(member)));
            Assert.Equal(ErlTerm.Atom("not_joined"), await CallAsync(self, "leave", Group, member));
            Assert.Equal(Atoms.Badarg, (await Assert.ThrowsAsync<TermException>(() => CallAsync(self, "join", Group, Group))).Reason);
            Assert.Equal(Atoms.Badarg, (await Assert.ThrowsAsync<TermException>(() => CallAsync(self, "get_members", Atoms.Ok, Group))).Reason);
            return true;
        }).WaitAsync(TestTimeouts.Long);

        static Task<ErlTerm> CallAsync(ProcessContext self, string function, params ErlTerm[] arguments)
            => self.Node.Modules.ApplyAsync(self, Atoms.Pg, ErlTerm.Atom(function), arguments).AsTask();
    }

    private static ErlTuple Told(ErlReference reference, string what, params ErlPid[] pids)
        => ErlTerm.Tuple(reference, ErlTerm.Atom(what), Group, ErlTerm.List([.. pids]));

    private static IEnumerable<ErlPid> Sorted(IEnumerable<ErlPid> pids) => pids.Order();

    private static ErlPid SpawnIdle(Node node) => node.Spawn(async self => await self.ReceiveAsync(message => message == Atoms.Stop));
}
