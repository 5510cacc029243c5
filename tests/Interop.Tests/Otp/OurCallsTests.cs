using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Otp;

/// <summary>Our processes call servers of Erlang and Elixir.</summary>
public sealed class OurCallsTests
{
    private static readonly ErlTerm There = ErlTerm.Parse("{srv, erl@localhost}");

    [Fact]
    [Trait("Scenario", "O1")]
    public async Task Our_calls_end_at_a_server_in_Erlang_as_those_of_Erlang_do()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("net");
        ErlangPeer erl = await StartErlangAsync(world, "erl");
        await erl.EvaluateAsync("interop_server:start()");
        node.Cast(There, ErlTerm.Parse("{store, a, 1}"));

        Assert.Equal("1", await AskAsync(node, There, "{lookup, a}"));
        Assert.Equal("1", await AskAsync(node, await node.RpcCallAsync(ErlTerm.Atom("erl@localhost"), Atoms.Erlang, ErlTerm.Atom("whereis"), [ErlTerm.Atom("srv")]), "{lookup, a}"));
        Assert.Equal("{timeout,{gen_server,call,[{srv,erl@localhost},wait,100]}}", await AskAsync(node, There, "wait", TimeSpan.FromMilliseconds(100)));
        Assert.Equal("{noproc,{gen_server,call,[{nobody,erl@localhost},x]}}", await AskAsync(node, ErlTerm.Parse("{nobody, erl@localhost}"), "x"));
        Assert.Equal("{{nodedown,nobody@localhost},{gen_server,call,[{srv,nobody@localhost},x]}}", await AskAsync(node, ErlTerm.Parse("{srv, nobody@localhost}"), "x"));
        Assert.StartsWith("{{boom,[{interop_server,handle_call,3,", await AskAsync(node, There, "{crash, boom}"), StringComparison.Ordinal);
        await erl.EvaluateAsync("interop_server:start()");
        Assert.Equal("bye", await AskAsync(node, There, "{stop, normal, bye}"));
        Assert.Equal("true", await erl.EvaluateAsync("Until(fun() -> whereis(srv) =:= undefined end), interop_server:start(), is_pid(whereis(srv))"));
        await node.StopAsync(There, ErlTerm.Atom("because")).WaitAsync(TestTimeouts.Process);
        Assert.Equal("noproc", (await Assert.ThrowsAsync<TermException>(() => node.StopAsync(There).WaitAsync(TestTimeouts.Process))).Reason.ToString());
    }

    [Fact]
    [Trait("Scenario", "O1")]
    public async Task A_call_that_waits_when_its_node_is_killed_ends_with_nodedown()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("net");
        ErlangPeer erl = await StartErlangAsync(world, "erl");
        await erl.EvaluateAsync("interop_server:start()");
        Task<string> waits = AskAsync(node, There, "wait", Timeout.InfiniteTimeSpan);
        Assert.Equal("true", await erl.EvaluateAsync("Until(fun() -> sys:get_state(srv) =/= [] end)"));

        await erl.KillAsync();
        Assert.Equal("{{nodedown,erl@localhost},{gen_server,call,[{srv,erl@localhost},wait,infinity]}}", await waits);
    }

    [Fact]
    [Trait("Scenario", "O1")]
    public async Task A_GenServer_and_an_Agent_of_Elixir_are_called_like_any_other_server()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("net");
        InteropServer.AddTo(node);
        ErlangPeer elixir = await world.StartElixirAsync("erl");
        await elixir.LoadAsync(Path.Combine(AppContext.BaseDirectory, "Otp", "interop_server.erl"));
        await elixir.EvaluateAsync(
            "net_adm:ping('net@localhost'), {ok, _} = 'Elixir.Agent':start(fun() -> 40 end, [{name, agent}]), "
            + "{ok, _} = 'Elixir.GenServer':start(interop_server, [], [{name, srv}])");
        ErlTerm agent = ErlTerm.Parse("{agent, erl@localhost}");

        Assert.Equal("ok", await AskAsync(node, There, "{store, a, 1}"));
        Assert.Equal("ok", await AskAsync(node, agent, "{update, {erlang, '+', [2]}}"));
        Assert.Equal("42", await AskAsync(node, agent, "{get, {erlang, abs, []}}"));
        await node.StopAsync(agent).WaitAsync(TestTimeouts.Process);

        Assert.Equal("true", await elixir.EvaluateAsync("whereis(agent) =:= undefined"));
        await elixir.EvaluateAsync("ok = rpc:call('net@localhost', interop_server, start, [])");
        Assert.Equal("ok", await elixir.EvaluateAsync("'Elixir.GenServer':call({srv, 'net@localhost'}, {store, a, 1})"));
        Assert.Equal("{noproc,{'Elixir.GenServer',call,[{nobody,net@localhost},x,5000]}}", await elixir.EvaluateAsync("try 'Elixir.GenServer':call({nobody, 'net@localhost'}, x) catch exit:R -> R end"));
        Assert.Equal("[{a,1}]", await elixir.EvaluateAsync("sys:get_state({srv, 'net@localhost'})"));
        Assert.Equal("ok", await elixir.EvaluateAsync("'Elixir.GenServer':stop({srv, 'net@localhost'})"));
    }

    [Fact]
    [Trait("Scenario", "R9")]
    public async Task A_mixed_group_is_told_and_asked_from_both_sides()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("net");
        InteropServer.AddTo(node);
        await StartErlangAsync(world, "other");
        ErlangPeer erl = await StartErlangAsync(world, "erl");
        await erl.EvaluateAsync("[ok = rpc:call(N, interop_server, start, []) || N <- ['net@localhost', 'other@localhost', 'erl@localhost']]");
        ErlAtom srv = ErlTerm.Atom("srv");
        ErlAtom[] group = [ErlTerm.Atom("net@localhost"), ErlTerm.Atom("other@localhost"), ErlTerm.Atom("erl@localhost"), ErlTerm.Atom("nobody@localhost")];

        MultiCallResult all = await node.RunAsync(self =>
        {
            self.Abcast(group, srv, ErlTerm.Parse("{store, a, 1}"));
            return self.MultiCallAsync(group, srv, ErlTerm.Parse("{lookup, a}"));
        }).WaitAsync(TestTimeouts.Process);
        Assert.Equal([(group[0], "1"), (group[1], "1"), (group[2], "1")], all.Replies.Select(reply => (reply.Node, reply.Reply.ToString())));
        Assert.Equal([group[3]], all.BadNodes);
        Assert.Equal(
            "{[{net@localhost,2},{other@localhost,2},{erl@localhost,2}],[nobody@localhost]}",
            await erl.EvaluateAsync(
                "Group = ['net@localhost', 'other@localhost', 'erl@localhost', 'nobody@localhost'], abcast = gen_server:abcast(Group, srv, {store, a, 2}), "
                + "gen_server:multi_call(Group, srv, {lookup, a})"));
        MultiCallResult late = await node.MultiCallAsync(group[..3], srv, ErlTerm.Atom("wait"), TimeSpan.Zero).WaitAsync(TestTimeouts.Process);
        Assert.Equal(group[..3], late.BadNodes);
    }

    [Fact]
    [Trait("Scenario", "O1")]
    public async Task Servers_with_global_names_are_started_and_called_on_either_side()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("net");
        InteropServer.AddTo(node);
        ErlangPeer erl = await StartErlangAsync(world, "erl");
        Assert.Equal("ok", await erl.EvaluateAsync("global:sync(), interop_server:start_global(theirs)"));
        Assert.Equal("true", await erl.EvaluateAsync("Until(fun() -> is_pid(rpc:call('net@localhost', global, whereis_name, [theirs])) end)"));

        Assert.Equal("ok", await AskAsync(node, ErlTerm.Parse("{global, theirs}"), "{store, a, 1}"));
        Assert.Equal("{noproc,{gen_server,call,[{global,nobody},x]}}", await AskAsync(node, ErlTerm.Parse("{global, nobody}"), "x"));
        Assert.Equal("ok", await erl.EvaluateAsync("rpc:call('net@localhost', interop_server, start_global, [{our, name}])"));
        Assert.StartsWith(
            "{error,{already_started,<", await erl.EvaluateAsync("rpc:call('net@localhost', interop_server, start_global, [{our, name}])"), StringComparison.Ordinal);
        Assert.Equal("2", await erl.EvaluateAsync("ok = gen_server:call({global, {our, name}}, {store, b, 2}), gen_server:call({global, {our, name}}, {lookup, b})"));
        Assert.Equal("ok", await erl.EvaluateAsync("gen_server:stop({global, {our, name}})"));
        Assert.Equal("true", await erl.EvaluateAsync("Until(fun() -> global:whereis_name({our, name}) =:= undefined end)"));

        await erl.KillAsync();
        Assert.Equal("{noproc,{gen_server,call,[{global,theirs},x]}}", await AskAsync(node, ErlTerm.Parse("{global, theirs}"), "x"));
    }

    private static async Task<ErlangPeer> StartErlangAsync(MixedCluster world, string name)
    {
        ErlangPeer peer = await world.StartErlangAsync(name);
        await peer.LoadAsync(Path.Combine(AppContext.BaseDirectory, "Otp", "interop_server.erl"));
        await peer.EvaluateAsync("logger:set_primary_config(level, none), net_adm:ping('net@localhost')");
        return peer;
    }

    /// <summary>The answer, or the reason of the exit, as text.</summary>
    private static async Task<string> AskAsync(Node node, ErlTerm server, string request, TimeSpan? timeout = null)
    {
        try
        {
            return (await node.CallAsync(server, ErlTerm.Parse(request), timeout).WaitAsync(TestTimeouts.Process)).ToString();
        }
        catch (TermException failure)
        {
            Assert.Equal(TermExceptionClass.Exit, failure.Class);
            return failure.Reason.ToString();
        }
    }
}
