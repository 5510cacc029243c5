using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Interop.Tests.Cluster;

/// <summary>Two nodes of this program, b and d, and two of Erlang, a and c, that make one cluster.</summary>
public sealed class GlobalTests
{
    private const string All = "['a@localhost', 'b@localhost', 'c@localhost', 'd@localhost']";

    [Fact]
    [Trait("Scenario", "R6")]
    [Trait("Scenario", "R7")]
    [Trait("Scenario", "N3")]
    public async Task Erlangs_names_and_locks_work_over_a_mixed_mesh()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node b = await cluster.StartMemberAsync("b");
        Node d = await cluster.StartMemberAsync("d");
        ErlangPeer a = await cluster.StartErlangAsync("a");
        ErlangPeer c = await cluster.StartErlangAsync("c");

        await a.EvaluateAsync("Holder = fun() -> spawn(fun() -> receive stop -> ok end end) end, One = Holder(), global:register_name({todo_list, \"bob\"}, One)");
        foreach (string step in new[] { "net_adm:ping('b@localhost')", "net_adm:ping('c@localhost')", "rpc:call('c@localhost', net_adm, ping, ['d@localhost'])" })
        {
            Assert.Equal("pong", await a.EvaluateAsync(step));
        }

        Assert.Equal("true", await a.EvaluateAsync($"Until(fun() -> lists:all(fun(N) -> lists:sort([N | rpc:call(N, erlang, nodes, [])]) =:= {All} end, {All}) end)"));
        Assert.Equal("ok", await a.EvaluateAsync("global:sync()"));
        Assert.Equal("ok", await c.EvaluateAsync("global:sync()"));
        Assert.Equal("true", await a.EvaluateAsync(
            "Where = fun(Name) -> [rpc:call(N, global, whereis_name, [Name]) || N <- " + All + "] end, Until(fun() -> Where({todo_list, \"bob\"}) =:= [One, One, One, One] end)"));

        Assert.Equal("yes", await c.EvaluateAsync("Two = spawn(fun() -> receive stop -> ok end end), global:register_name(two, Two)"));
        Assert.Equal("true", await a.EvaluateAsync("case Where(two) of [P, P, P, P] when is_pid(P) -> true; Other -> Other end"));
        Assert.Equal("ok", await c.EvaluateAsync("global:unregister_name(two)"));
        Assert.Equal("[undefined,undefined,undefined,undefined]", await a.EvaluateAsync("Where(two)"));
        Assert.Equal("yes", await a.EvaluateAsync("global:register_name(three, Three = Holder()), global:re_register_name(three, One)"));
        await a.EvaluateAsync("exit(One, kill)");
        Assert.Equal("true", await a.EvaluateAsync("Until(fun() -> Where({todo_list, \"bob\"}) ++ Where(three) =:= lists:duplicate(8, undefined) end)"));

        Assert.Equal("true", await a.EvaluateAsync($"global:set_lock({{res, 1}}, {All}, 0)"));
        Assert.Equal("false", await c.EvaluateAsync("global:set_lock({res, 2}, ['b@localhost'], 0)"));
        Assert.Equal("false", await c.EvaluateAsync("global:set_lock({res, 2}, ['d@localhost'], 0)"));
        Assert.Equal("true", await a.EvaluateAsync($"global:del_lock({{res, 1}}, {All})"));
        Assert.Equal("done", await c.EvaluateAsync("global:trans({res, 2}, fun() -> done end)"));
        await a.EvaluateAsync($"spawn(fun() -> global:set_lock({{res, 3}}, {All}, 0) end), ok");
        Assert.Equal("true", await c.EvaluateAsync("Until(fun() -> global:set_lock({res, 4}, ['d@localhost'], 0) end)"));
        Assert.Equal(3, b.Nodes().Count);
        Assert.Equal(3, d.Nodes().Count);
    }

    [Fact]
    [Trait("Scenario", "R6")]
    public async Task A_name_that_two_worlds_have_is_resolved_whichever_side_decides()
    {
        foreach ((string ours, string theirs, bool isOursKept) in new[] { ("a", "b", true), ("b", "a", false) })
        {
            await using MixedCluster cluster = await MixedCluster.StartAsync();
            cluster.Log.Allow(LogLevel.Information, "claimed");
            Node node = await cluster.StartMemberAsync(ours);
            ErlangPeer erl = await cluster.StartErlangAsync(theirs);
            ErlPid pid = node.Spawn(async self => await self.ReceiveAsync());
            await node.RunAsync(async self =>
            {
                ErlTerm register = ErlTerm.Tuple(Atoms.Register, ErlTerm.Atom("same"), pid, ErlTerm.Parse("fun global:random_exit_name/3"));
                return await self.CallAsync(ErlTerm.Atom("global_name_server"), register, Timeout.InfiniteTimeSpan);
            });
            await erl.EvaluateAsync("P = spawn(fun() -> receive stop -> ok end end), global:register_name(same, P)");
            Assert.Equal("pong", await erl.EvaluateAsync($"net_adm:ping('{ours}@localhost')"));

            string kept = isOursKept ? "node(global:whereis_name(same)) =/= node()" : "global:whereis_name(same) =:= P";
            Assert.Equal("true", await erl.EvaluateAsync($"ok = global:sync(), Until(fun() -> {kept} andalso is_process_alive(P) =:= {(isOursKept ? "false" : "true")} end)"));
            Assert.Equal("true", await erl.EvaluateAsync($"Until(fun() -> rpc:call('{ours}@localhost', global, whereis_name, [same]) =:= global:whereis_name(same) end)"));
            Assert.Equal(isOursKept, node.IsAlive(pid));
        }
    }

    [Fact]
    [Trait("Scenario", "R6")]
    public async Task Names_of_a_node_that_dies_are_gone_here()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        await cluster.StartMemberAsync("b");
        ErlangPeer a = await cluster.StartErlangAsync("a");
        ErlangPeer c = await cluster.StartErlangAsync("c");
        Assert.Equal("yes", await c.EvaluateAsync("global:register_name(name, spawn(fun() -> receive stop -> ok end end))"));
        Assert.Equal("pong", await c.EvaluateAsync("net_adm:ping('b@localhost')"));
        Assert.Equal("pong", await a.EvaluateAsync("net_adm:ping('b@localhost')"));
        Assert.Equal("true", await a.EvaluateAsync("Until(fun() -> is_pid(rpc:call('b@localhost', global, whereis_name, [name])) end)"));
        await c.KillAsync();
        Assert.Equal("true", await a.EvaluateAsync("Until(fun() -> rpc:call('b@localhost', global, whereis_name, [name]) =:= undefined end)"));
        Assert.Equal("ok", await a.EvaluateAsync("global:sync()"));
    }

    [Fact]
    [Trait("Scenario", "R8")]
    public async Task Groups_of_processes_are_seen_on_both_sides_and_leave_with_process_and_node()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartMemberAsync("b");
        ErlangPeer erl = await cluster.StartErlangAsync("a");
        await erl.EvaluateAsync("{ok, _} = pg:start(pg), P = spawn(fun() -> receive stop -> ok end end), ok = pg:join(g, [P, P]), ok");
        ErlPid member = node.Spawn(async self => await self.ReceiveAsync());
        await node.RunAsync(async self => await self.CallAsync(
            Atoms.Pg, ErlTerm.Tuple(ErlTerm.Atom("join_local"), ErlTerm.Atom("g"), member), Timeout.InfiniteTimeSpan));
        Assert.Equal("pong", await erl.EvaluateAsync("net_adm:ping('b@localhost')"));

        Assert.Equal("true", await erl.EvaluateAsync("Until(fun() -> length(pg:get_members(g)) =:= 3 end)"));
        Assert.Equal("true", await erl.EvaluateAsync("Until(fun() -> lists:sort(rpc:call('b@localhost', pg, get_members, [g])) =:= lists:sort(pg:get_members(g)) end)"));
        Assert.Equal("ok", await erl.EvaluateAsync("pg:leave(g, P)"));
        Assert.Equal("true", await erl.EvaluateAsync("Until(fun() -> length(rpc:call('b@localhost', pg, get_members, [g])) =:= 2 end)"));
        node.Exit(member, Atoms.Kill);
        Assert.Equal("true", await erl.EvaluateAsync("Until(fun() -> pg:get_members(g) =:= [P] end)"));
        await erl.EvaluateAsync("exit(P, kill)");
        Assert.Equal("true", await erl.EvaluateAsync("Until(fun() -> rpc:call('b@localhost', pg, get_members, [g]) =:= [] end)"));
    }
}
