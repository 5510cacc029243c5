using System.Diagnostics;
using System.Globalization;
using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Cluster;

public sealed class RemoteCallTests
{
    private static readonly ErlAtom Erl = ErlTerm.Atom("erl@localhost");

    [Fact]
    [Trait("Scenario", "R2")]
    [Trait("Scenario", "R4")]
    public async Task Calls_from_Erlang_end_here_as_they_end_on_an_Erlang_node()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartMemberAsync("net");
        node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("wait"), 0, async (self, _) => await self.ReceiveAsync());
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await cluster.StartErlangAsync("other");

        foreach (string call in new[]
        {
            "rpc:call(N, math, sqrt, [16])", "rpc:call(N, no, such, [1, a])", "rpc:call(N, erlang, throw, [x])",
            "rpc:call(N, erlang, exit, [x])", "rpc:call(N, erlang, error, [x])", "rpc:block_call(N, math, sqrt, [16])",
            "rpc:block_call(N, no, such, [])", "rpc:block_call(N, erlang, exit, [x])", "rpc:cast(N, math, pi, [])",
            "rpc:yield(rpc:async_call(N, math, pi, []))", "rpc:multicall([N], math, pi, [])", "rpc:call(N, erlang, node, []) =:= N",
            "erpc:call(N, math, sqrt, [16])", "erpc:call(N, no, such, [1, a])", "erpc:call(N, erlang, throw, [x])",
            "erpc:call(N, erlang, exit, [x])", "erpc:call(N, erlang, error, [x])", "erpc:cast(N, math, pi, [])",
            "erpc:multicall([N], no, such, [])", "erpc:multicall([N], erlang, exit, [x])", "erpc:multicall([N], erlang, throw, [x])",
            "erpc:receive_response(erpc:send_request(N, math, pi, []))", "rpc:server_call(N, nobody, reply, hello) =:= {error, {nonexisting_name, nobody}}",
            "rpc:sbcast([N], nobody, hello) =:= {[], [N]}", "rpc:sbcast([N], rex, hello) =:= {[N], []}",
        })
        {
            Assert.Equal((call, "same"), (call, await erl.EvaluateAsync($"Same(fun(N) -> {call} end)")));
        }

        Assert.Equal("{badrpc,timeout}", await erl.EvaluateAsync("rpc:call('net@localhost', m, wait, [], 100)"));
        Assert.Equal("timeout", await erl.EvaluateAsync("try erpc:call('net@localhost', m, wait, [], 100) catch error:{erpc, R} -> R end"));
    }

    [Fact]
    [Trait("Scenario", "R2")]
    [Trait("Scenario", "R4")]
    public async Task Calls_from_here_end_as_calls_from_Erlang_do()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartMemberAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");

        Assert.Equal("4.0", await RpcAsync("{math,sqrt,[16]}"));
        Assert.Equal("x", await RpcAsync("{erlang,throw,[x]}"));
        Assert.Equal("{badrpc,{'EXIT',x}}", await RpcAsync("{erlang,exit,[x]}"));
        Assert.Equal("{badrpc,{'EXIT',{undef,[{no,such,[],[]}]}}}", await RpcAsync("{no,such,[]}"));
        Assert.Equal("{badrpc,{'EXIT',{x,[{erlang,error,[x],[]}]}}}", await RpcAsync("{erlang,error,[x]}"));
        Assert.Equal("{badrpc,timeout}", await RpcAsync("{timer,sleep,[60000]}", TimeSpan.FromMilliseconds(100)));
        TermException raised = await Assert.ThrowsAsync<TermException>(() => node.ErpcCallAsync(Erl, ErlTerm.Atom("no"), ErlTerm.Atom("such"), []));
        Assert.Equal("{exception,undef,[{no,such,[],[]}]}", raised.Reason.ToString());

        await erl.KillAsync();
        Assert.Equal("{badrpc,nodedown}", await RpcAsync("{math,pi,[]}"));

        async Task<string> RpcAsync(string call, TimeSpan? timeout = null)
        {
            var parts = (ErlTuple)ErlTerm.Parse(call);
            ErlTerm result = await node.RpcCallAsync(Erl, (ErlAtom)parts[0], (ErlAtom)parts[1], (ErlList)parts[2], timeout).WaitAsync(TestTimeouts.Process);
            return result.ToString();
        }
    }

    [Fact]
    [Trait("Scenario", "R1")]
    public async Task A_name_server_is_used_from_both_sides_through_rpc()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartMemberAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        ErlAtom kvs = ErlTerm.Atom("kvs");
        var table = new Dictionary<ErlTerm, ErlTerm>();
        node.Modules.Add(kvs, Atoms.Store, 2, (_, arguments) =>
        {
            table[arguments[0]] = arguments[1];
            return new ValueTask<ErlTerm>(Atoms.True);
        });
        node.Modules.Add(kvs, Atoms.Lookup, 1, (_, arguments) => new ValueTask<ErlTerm>(
            table.TryGetValue(arguments[0], out ErlTerm? value) ? ErlTerm.Tuple(Atoms.Ok, value) : Atoms.Undefined));

        Assert.Equal("true", await erl.EvaluateAsync("rpc:call('net@localhost', kvs, store, [weather, sunny])"));
        Assert.Equal("{ok,sunny}", await erl.EvaluateAsync("rpc:call('net@localhost', kvs, lookup, [weather])"));
        Assert.Equal("undefined", await erl.EvaluateAsync("rpc:call('net@localhost', kvs, lookup, [bacon])"));

        await erl.EvaluateAsync("register(kvs, spawn(fun() -> F = fun F() -> receive {From, {lookup, K}} -> From ! {kvs, get(K)}, F(); {_, {store, K, V}} -> put(K, V), F() end end, F() end)), ok");
        ErlTerm found = await node.RunAsync(async self =>
        {
            ErlTerm server = ErlTerm.Tuple(kvs, Erl);
            self.Send(server, ErlTerm.Tuple(self.Self, ErlTerm.Tuple(Atoms.Store, ErlTerm.Atom("weather"), ErlTerm.Atom("cloudy"))));
            self.Send(server, ErlTerm.Tuple(self.Self, ErlTerm.Tuple(Atoms.Lookup, ErlTerm.Atom("weather"))));
            return await self.ReceiveAsync();
        }).WaitAsync(TestTimeouts.Process);
        Assert.Equal("{kvs,cloudy}", found.ToString());
    }

    [Fact]
    [Trait("Scenario", "R5")]
    public async Task What_the_owner_has_not_exported_is_undef_for_everybody()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        await cluster.StartMemberAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        Assert.Equal("pong", await erl.EvaluateAsync("net_adm:ping('net@localhost')"));
        Assert.Equal(
            "{[{badrpc,{'EXIT',{undef,[{os,cmd,[\"id\"],[]}]}}}],[]}", await erl.EvaluateAsync("rpc:multicall(nodes(), os, cmd, [\"id\"])"));
        Assert.Equal("undef", await erl.EvaluateAsync("try erpc:call('net@localhost', file, delete, [\"x\"]) catch error:{exception, R, _} -> R end"));
        Assert.StartsWith(
            "{badrpc,{'EXIT',{{badfun,", await erl.EvaluateAsync("rpc:call('net@localhost', erlang, apply, [fun() -> os:cmd(\"id\") end, []])"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_and_log_events_of_processes_come_to_their_group_leader()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        using var output = new StringWriter();
        Node node = await cluster.StartMemberAsync("net", output: output);
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        cluster.Log.Expect(2303);

        await erl.EvaluateAsync("spawn('net@localhost', io, format, [\"hello from ~p~n\", ['net@localhost']])");
        await erl.WaitForLineAsync(line => line == "hello from net@localhost");

        Assert.Equal("ok", await erl.EvaluateAsync("User = rpc:call('net@localhost', erlang, whereis, [user]), io:format(User, \"~p and ~ts~n\", [\"text\", [1078]])"));
        Assert.Equal("\"text\" and ж\n", output.ToString());
        Assert.Equal("eof", await erl.EvaluateAsync("io:get_line(User, \"> \")"));
        Assert.Equal("{error,enotsup}", await erl.EvaluateAsync("io:columns(User)"));
        await erl.EvaluateAsync("Me = group_leader(), group_leader(User, self()), spawn(fun() -> exit(element(1, self())) end), group_leader(Me, self())");
        Assert.Contains("badarg", (await cluster.Log.WaitForAsync(2303)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_erl_call_gets_its_answer_as_a_hidden_C_node()
    {
        string command = ErlangInstallation.Require("erl_call");
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        await cluster.StartMemberAsync("net");

        Assert.StartsWith("4.0", await RunAsync("math sqrt [16]"), StringComparison.Ordinal);
        Assert.Equal("{badrpc, {'EXIT', {undef, [{no, such, [], []}]}}}", await RunAsync("no such []"));

        async Task<string> RunAsync(string call)
        {
            var start = new ProcessStartInfo(command, ["-n", "net@localhost", "-c", MixedCluster.CookieText, "-a", call]) { RedirectStandardOutput = true };
            start.Environment["ERL_EPMD_PORT"] = cluster.EpmdPort.ToString(CultureInfo.InvariantCulture);
            using Process process = Process.Start(start)!;
            string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TestTimeouts.Process);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return output;
        }
    }
}
