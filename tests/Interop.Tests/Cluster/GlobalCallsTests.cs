using Chan.Distribution.Cluster.Global;
using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Cluster;

/// <summary>Names and locks of this program's nodes beside those of Erlang.</summary>
public sealed class GlobalCallsTests
{
    private static readonly ErlTerm Name = ErlTerm.Parse("{todo_list, \"bob\"}");

    [Fact]
    [Trait("Scenario", "R6")]
    public async Task A_name_registered_here_is_known_there_and_the_other_way_round()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("b");
        ErlangPeer erl = await StartMemberAsync(world, node);
        ErlPid pid = node.Spawn(EchoAsync);

        Assert.True(await node.RegisterNameAsync(Name, pid).WaitAsync(TestTimeouts.Process));
        Assert.Equal("hello", await erl.EvaluateAsync("global:send({todo_list, \"bob\"}, {self(), hello}), receive hello -> hello end"));
        Assert.Equal("no", await erl.EvaluateAsync("global:register_name({todo_list, \"bob\"}, self())"));
        Assert.Equal("yes", await erl.EvaluateAsync("global:register_name(theirs, self())"));
        Assert.False(await node.RegisterNameAsync(ErlTerm.Atom("theirs"), node.Spawn(EchoAsync)).WaitAsync(TestTimeouts.Process));
        node.SendGlobal(ErlTerm.Atom("theirs"), ErlTerm.Atom("good_day"));
        Assert.Equal("good_day", await erl.EvaluateAsync("receive good_day -> good_day end"));

        await node.ReRegisterNameAsync(ErlTerm.Atom("theirs"), pid).WaitAsync(TestTimeouts.Process);
        Assert.Equal("'b@localhost'", Quoted(await erl.EvaluateAsync("node(global:whereis_name(theirs))")));
        await node.UnregisterNameAsync(ErlTerm.Atom("theirs")).WaitAsync(TestTimeouts.Process);
        Assert.Equal("{undefined,[{todo_list,\"bob\"}]}", await erl.EvaluateAsync("{global:whereis_name(theirs), global:registered_names()}"));
        Assert.Equal("yes", await erl.EvaluateAsync("rpc:call('b@localhost', global, re_register_name, [third, self()])"));
        Assert.Equal("true", await erl.EvaluateAsync("global:whereis_name(third) =:= self()"));
        node.Exit(pid, Atoms.Kill);
        Assert.Equal("true", await erl.EvaluateAsync("Until(fun() -> global:registered_names() =:= [third] end)"));
    }

    [Fact]
    [Trait("Scenario", "R6")]
    public async Task A_clash_with_a_name_of_Erlang_is_decided_by_code_of_this_program()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        world.Log.Allow(Microsoft.Extensions.Logging.LogLevel.Information, "claimed");
        Node node = await world.StartMemberAsync("b");
        ErlangPeer erl = await world.StartErlangAsync("c");
        ErlPid pid = node.Spawn(EchoAsync);
        node.Modules.AddFun(3, OtherNodeKeeps);
        ErlFun decide = await node.RunAsync(self => Task.FromResult(self.MakeFun(OtherNodeKeeps)));
        Assert.True(await node.RegisterNameAsync(Name, pid, decide).WaitAsync(TestTimeouts.Process));
        Assert.Equal("yes", await erl.EvaluateAsync("global:register_name({todo_list, \"bob\"}, self())"));

        // The node with the smaller name decides: this one. The default would keep the process of that node.
        Assert.Equal("pong", await erl.EvaluateAsync("net_adm:ping('b@localhost')"));
        Assert.Equal("true", await erl.EvaluateAsync(
            "ok = global:sync(), Until(fun() -> rpc:call('b@localhost', global, whereis_name, [{todo_list, \"bob\"}]) =:= self() end)"));
        Assert.Equal("true", await erl.EvaluateAsync("global:whereis_name({todo_list, \"bob\"}) =:= self()"));
        Assert.True(node.IsAlive(pid));
    }

    [Fact]
    [Trait("Scenario", "R7")]
    public async Task A_lock_is_had_by_one_side_only()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("b");
        ErlangPeer erl = await StartMemberAsync(world, node);

        await node.RunAsync(async self =>
        {
            var id = new GlobalLockId(ErlTerm.Atom("printer"), self.Self);
            Assert.True(await self.SetLockAsync(id));
            Assert.Equal("false", await erl.EvaluateAsync("global:set_lock({printer, self()}, [node() | nodes()], 0)"));
            Assert.Equal("aborted", await erl.EvaluateAsync("global:trans({printer, self()}, fun() -> done end, [node() | nodes()], 1)"));
            await self.DelLockAsync(id);
            Assert.Equal("true", await erl.EvaluateAsync("global:set_lock({printer, self()}, [node() | nodes()], 0)"));
            Assert.False(await self.SetLockAsync(id, retries: 0));

            // Given back while this side tries again and again.
            Task<string> released = erl.EvaluateAsync("timer:sleep(100), global:del_lock({printer, self()})");
            Assert.Equal((true, "done"), await self.TransAsync(id, () => Task.FromResult("done")));
            Assert.Equal("true", await released);
            Assert.True(await self.SetLockAsync(id, retries: 0));
            return true;
        }).WaitAsync(TestTimeouts.Process);

        // With its holder's end.
        Assert.Equal("true", await erl.EvaluateAsync("Until(fun() -> global:set_lock({printer, self()}, [node() | nodes()], 0) end)"));
    }

    [Fact]
    [Trait("Scenario", "R7")]
    public async Task Both_sides_contend_for_a_lock_and_neither_loses_an_update()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("b");
        ErlangPeer erl = await StartMemberAsync(world, node);
        await erl.EvaluateAsync("ets:new(counter, [named_table, public]), ets:insert(counter, {n, 0}), register(keeper, self())");

        // Reads and writes apart, with time between: without the lock one would overwrite the other's.
        Task<string> theirs = erl.EvaluateAsync(
            "[global:trans({counter, self()}, fun() -> [{n, N}] = ets:lookup(counter, n), timer:sleep(5), ets:insert(counter, {n, N + 1}) end) || _ <- lists:seq(1, 5)]");
        await node.RunAsync(async self =>
        {
            for (int turn = 0; turn < 5; turn++)
            {
                Assert.True((await self.TransAsync(new GlobalLockId(ErlTerm.Atom("counter"), self.Self), async () =>
                {
                    var read = (ErlInteger)await CallAsync(self, "lookup_element", ErlTerm.Atom("n"), 2);
                    return await CallAsync(self, "insert", ErlTerm.Tuple(ErlTerm.Atom("n"), read.Value + 1));
                })).IsDone);
            }

            return true;
        }).WaitAsync(TestTimeouts.Process);

        Assert.Equal("[true,true,true,true,true]", await theirs);
        Assert.Equal("[{n,10}]", await erl.EvaluateAsync("ets:lookup(counter, n)"));

        static Task<ErlTerm> CallAsync(ProcessContext self, string function, params ErlTerm[] arguments)
            => Distribution.Cluster.Rpc.RpcCalls.RpcCallAsync(
                self, ErlTerm.Atom("a@localhost"), ErlTerm.Atom("ets"), ErlTerm.Atom(function), [ErlTerm.Atom("counter"), .. arguments]);
    }

    private static async Task<ErlangPeer> StartMemberAsync(MixedCluster world, Node node)
    {
        ErlangPeer erl = await world.StartErlangAsync("a");
        Assert.Equal("pong", await erl.EvaluateAsync("net_adm:ping('b@localhost')"));
        Assert.Equal("ok", await erl.EvaluateAsync("global:sync()"));
        await node.SyncGlobalAsync().WaitAsync(TestTimeouts.Process);
        return erl;
    }

    private static string Quoted(string atom) => atom.StartsWith('\'') ? atom : $"'{atom}'";

    private static ValueTask<ErlTerm> OtherNodeKeeps(ProcessContext self, IReadOnlyList<ErlTerm> captured, IReadOnlyList<ErlTerm> arguments)
        => new(((ErlPid)arguments[1]).Node == self.Node.Name ? arguments[2] : arguments[1]);

    private static async Task EchoAsync(ProcessContext self)
    {
        while (true)
        {
            if (await self.ReceiveAsync() is ErlTuple and [ErlPid from, var term])
            {
                self.Send(from, term);
            }
        }
    }
}
