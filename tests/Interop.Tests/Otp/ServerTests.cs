using System.Text.RegularExpressions;
using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Otp;

/// <summary>The same server in C# and in Erlang: who calls cannot tell which of the two it is.</summary>
public sealed partial class ServerTests
{
    private static readonly ErlAtom Srv = ErlTerm.Atom("srv");

    [Fact]
    [Trait("Scenario", "O1")]
    public async Task Calls_of_Erlang_end_at_our_server_as_at_one_in_Erlang()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        ErlangPeer erl = await StartAsync(world);

        foreach (string call in new[]
        {
            "gen_server:call({srv, N}, {store, a, 1})", "gen_server:call({srv, N}, {lookup, a})", "gen_server:call({srv, N}, {lookup, b}, infinity)",
            "gen_server:cast({srv, N}, {store, c, 2}), gen_server:call({srv, N}, {lookup, c})",
            "{srv, N} ! hello, gen_server:call({srv, N}, {lookup, info})", "gen_server:call(rpc:call(N, erlang, whereis, [srv]), {lookup, a})",
            "gen_server:call({srv, N}, {then, more}), gen_server:call({srv, N}, {lookup, continued})",
            "gen_server:call({srv, N}, {silence, 0}), Until(fun() -> timeout =:= gen_server:call({srv, N}, {lookup, info}) end)",
            "gen_server:call({srv, N}, wait, 50)", "gen_server:cast({srv, N}, {answer, late}), receive Late -> Late after 0 -> nothing end",
            "gen_server:receive_response(gen_server:send_request({srv, N}, {lookup, a}), 5000)",
            "gen_server:receive_response(gen_server:send_request({nobody, N}, {lookup, a}), 5000)",
            "R = gen_server:send_request({srv, N}, wait), W = gen_server:wait_response(R, 0), gen_server:cast({srv, N}, {answer, now}), "
            + "{W, gen_server:receive_response(R, 5000)}",
            "Rs = gen_server:send_request({srv, N}, {lookup, a}, one, gen_server:send_request({srv, N}, {lookup, c}, two, gen_server:reqids_new())), "
            + "{A1, L1, Rs1} = gen_server:receive_response(Rs, 5000, true), {A2, L2, Rs2} = gen_server:receive_response(Rs1, 5000, true), "
            + "{lists:sort([{L1, A1}, {L2, A2}]), gen_server:reqids_size(Rs2)}",
            "gen_server:multi_call([N], srv, {lookup, a})", "gen_server:multi_call([N, nowhere@localhost], nobody, {lookup, a}, 5000)",
            "gen_server:abcast([N], srv, {store, d, 4}), gen_server:call({srv, N}, {lookup, d})",
            "gen_server:call({nobody, N}, x)", "gen_server:call({srv, N}, {crash, boom})", "gen_server:call({srv, N}, {lookup, a})", "Again",
            "gen_server:call({srv, N}, {exit, normal})", "Again", "gen_server:call({srv, N}, {exit, {shutdown, done}})", "Again",
            "gen_server:call({srv, N}, {throw, ball})", "Again", "gen_server:call({srv, N}, {stop, because})", "Again",
            "gen_server:call({srv, N}, {stop, because, bye})", "Again", "gen_server:call({srv, N}, {stop, normal, bye}, 5000)", "Again",
            "Again", "gen_server:stop({srv, N})", "gen_server:stop({srv, N})", "Again", "gen_server:stop({srv, N}, because, 5000)", "Again",
            "M = monitor(process, {srv, N}), gen_server:stop({srv, N}, shutdown, infinity), receive {'DOWN', M, _, O, Why} -> {O, Why} end", "Again",
            "M = monitor(process, {srv, N}), R = gen_server:send_request({srv, N}, wait), exit(rpc:call(N, erlang, whereis, [srv]), kill), "
            + "{gen_server:receive_response(R, 5000), receive {'DOWN', M, _, _, Why} -> Why end}", "Again",
        })
        {
            Assert.Equal((call, "same"), (call, await CompareAsync(erl, call)));
        }
    }

    [Fact]
    [Trait("Scenario", "O7")]
    public async Task System_messages_of_Erlang_show_the_same_of_our_server_as_of_one_in_Erlang()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        ErlangPeer erl = await StartAsync(world);

        foreach (string call in new[]
        {
            "gen_server:call({srv, N}, {store, a, 1}), gen_server:call({srv, N}, {store, b, 2}), sys:get_state({srv, N})",
            "sys:replace_state({srv, N}, fun lists:reverse/1)", "sys:get_state({srv, N})", "sys:replace_state({srv, N}, fun no:such/1)",
            "{status, _, Module, [_, Mode, _, Debug, [Header, _, Data]]} = sys:get_status({srv, N}), {Module, Mode, Debug, Header, Data}",
            "{status, _, _, [_, _, _, _, [_, {data, Lines}, _]]} = sys:get_status({srv, N}), {\"Parent\", P} = lists:keyfind(\"Parent\", 1, Lines), "
            + "{node(P) =:= N, lists:keydelete(\"Parent\", 1, Lines)}",
            "{status, Pid, _, [Dictionary | _]} = sys:get_status({srv, N}), {proplists:get_value('$initial_call', Dictionary), "
            + "is_list(proplists:get_value('$ancestors', Dictionary)), rpc:call(N, proc_lib, translate_initial_call, [Pid]), "
            + "element(1, rpc:call(N, erlang, process_info, [Pid, dictionary]))}",
            "sys:suspend({srv, N})", "gen_server:cast({srv, N}, {store, a, 5}), sys:get_state({srv, N})", "gen_server:call({srv, N}, {lookup, a}, 50)",
            "{status, _, _, [_, Mode | _]} = sys:get_status({srv, N}), Mode", "sys:change_code({srv, N}, interop_server, 1, [])",
            "sys:resume({srv, N})", "gen_server:call({srv, N}, {lookup, a})", "sys:change_code({srv, N}, interop_server, 1, [])",
            "sys:log({srv, N}, true)", "gen_server:cast({srv, N}, {store, e, 1}), gen_server:call({srv, N}, {then, x}), "
            + "{ok, Log} = sys:log({srv, N}, get), [element(1, Event) || Event <- Log]", "sys:log({srv, N}, {true, 2})",
            "{ok, Log} = sys:log({srv, N}, get), length(Log)", "sys:log({srv, N}, false)",
            "{status, _, _, [_, _, _, Debug | _]} = sys:get_status({srv, N}), Debug", "sys:statistics({srv, N}, get)", "sys:statistics({srv, N}, true)",
            "gen_server:cast({srv, N}, {store, e, 1}), gen_server:call({srv, N}, {lookup, e}), {ok, [_, _, _ | Counts]} = sys:statistics({srv, N}, get), Counts",
            "sys:statistics({srv, N}, false)", "sys:no_debug({srv, N})", "sys:remove({srv, N}, spy)", "gen:call({srv, N}, system, whatever)",
            "gen:call({srv, N}, system, {debug, whatever})", "sys:get_state({nobody, N})", "sys:trace({nobody, N}, true)", "sys:get_status({nobody, N}, 500)",
            "sys:terminate({srv, N}, shutdown)", "Until(fun() -> undefined =:= rpc:call(N, erlang, whereis, [srv]) end)",
        })
        {
            Assert.Equal((call, "same"), (call, await CompareAsync(erl, call)));
        }
    }

    [Fact]
    [Trait("Scenario", "O7")]
    public async Task A_trace_is_printed_where_the_server_has_its_group_leader()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        ErlangPeer erl = await StartAsync(world);

        // Who starts a process by rpc is its group leader's node.
        await erl.EvaluateAsync("sys:trace({srv, 'net@localhost'}, true), gen_server:call({srv, 'net@localhost'}, {store, a, \"text\"})");
        string got = await erl.WaitForLineAsync(line => line.StartsWith("*DBG* srv got call", StringComparison.Ordinal));
        string sent = await erl.WaitForLineAsync(line => line.StartsWith("*DBG*", StringComparison.Ordinal));
        await erl.EvaluateAsync("sys:trace({srv, 'other@localhost'}, true), gen_server:call({srv, 'other@localhost'}, {store, a, \"text\"})");

        Assert.Equal(Plain(await erl.WaitForLineAsync(line => line.StartsWith("*DBG* srv got call", StringComparison.Ordinal))), Plain(got));
        Assert.Equal(Plain(await erl.WaitForLineAsync(line => line.StartsWith("*DBG*", StringComparison.Ordinal))), Plain(sent));
        await erl.EvaluateAsync("sys:log({srv, 'net@localhost'}, true), gen_server:cast({srv, 'net@localhost'}, {store, z, 1}), sys:trace({srv, 'net@localhost'}, false)");
        await erl.EvaluateAsync("sys:log({srv, 'net@localhost'}, print)");
        await erl.WaitForLineAsync(line => line == "*DBG* srv new state [{z,1},{a,\"text\"}]");
    }

    private static async Task<ErlangPeer> StartAsync(MixedCluster world)
    {
        Node node = await world.StartMemberAsync("net");
        InteropServer.AddTo(node);
        world.Log.Allow(entry => entry.EventId.Id is 2601 or 2603, "servers are made to crash");
        ErlangPeer other = await world.StartErlangAsync("other");
        ErlangPeer erl = await world.StartErlangAsync("erl");
        foreach (ErlangPeer peer in new[] { other, erl })
        {
            await peer.LoadAsync(Path.Combine(AppContext.BaseDirectory, "Otp", "interop_server.erl"));
            await peer.EvaluateAsync("logger:set_primary_config(level, none)");
        }

        await erl.EvaluateAsync("[ok = rpc:call(N, interop_server, start, []) || N <- ['net@localhost', 'other@localhost']]");
        return erl;
    }

    /// <summary>What both servers do at a call; stacks, pids and the name of the node apart.</summary>
    private static async Task<string> CompareAsync(ErlangPeer erl, string call)
    {
        string body = call == "Again" ? "rpc:call(N, interop_server, start, [])" : call;
        string[] answers = new string[2];
        foreach ((int index, string node) in new[] { (0, "net@localhost"), (1, "other@localhost") })
        {
            answers[index] = Plain(await erl.EvaluateAsync(
                $"(fun(N) -> try {{value, begin {body} end}} catch exit:{{{{Reason__, [S__ | _]}}, MFA__}} when is_tuple(S__) -> {{exit, {{{{Reason__, stack}}, MFA__}}}}; "
                + $"C__:R__ -> {{C__, R__}} end end)('{node}')"));
        }

        return answers[0] == answers[1] ? "same" : $"ours {answers[0]}, Erlang's {answers[1]}";
    }

    private static string Plain(string text) => Stack().Replace(Pid().Replace(text.Replace("other@localhost", "net@localhost", StringComparison.Ordinal), "<pid>"), "stack");

    // A pid of another node is printed with the node's name by one runtime and with a number by the other.
    [GeneratedRegex(@"<(?:\d+|[^<>\s]+@[^<>\s]+)\.\d+\.\d+>")]
    private static partial Regex Pid();

    // The stack of a function that is not there, in the words of each runtime.
    [GeneratedRegex(@"\[\{no,such,.*\}\]\}\}\}\}$")]
    private static partial Regex Stack();
}
