using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Cluster;

/// <summary>A node of this program, net, and two of Erlang, erl and other: what erl sees of net and other, and net of them, is the same.</summary>
public sealed class RpcFamilyTests
{
    private const string ThreeNodes = "['net@localhost', 'other@localhost', 'nobody@localhost']";

    private static readonly ErlAtom Erl = ErlTerm.Atom("erl@localhost");
    private static readonly ErlAtom Other = ErlTerm.Atom("other@localhost");
    private static readonly ErlAtom Nobody = ErlTerm.Atom("nobody@localhost");

    /// <summary>Calls that end in every way that there is.</summary>
    private static readonly string[] Calls =
    [
        "{math,sqrt,[16]}", "{no,such,[1,a]}", "{erlang,throw,[x]}", "{erlang,throw,[{'EXIT',x}]}", "{erlang,list_to_tuple,[['EXIT',x]]}", "{erlang,list_to_tuple,[['EXIT',{{nodedown,a},b}]]}",
        "{erlang,exit,[x]}", "{erlang,exit,[{exception,x}]}", "{erlang,error,[x]}", "{erlang,error,[{erpc,x}]}", "{lists,nth,[0,[]]}",
        "{erlang,atom_to_list,[1]}", $"{{m,f,[{string.Join(',', Enumerable.Repeat("1", 256))}]}}",
    ];

    [Fact]
    [Trait("Scenario", "R3")]
    [Trait("Scenario", "R5")]
    public async Task Erlang_calls_all_nodes_at_once_with_ours_among_them()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        await cluster.StartMemberAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await cluster.StartErlangAsync("other");
        Assert.Equal("[pong,pong]", await erl.EvaluateAsync("[net_adm:ping(N) || N <- ['net@localhost', 'other@localhost']]"));

        Assert.Equal("{[3.141592653589793,3.141592653589793,3.141592653589793],[]}", await erl.EvaluateAsync("rpc:multicall(math, pi, [])"));
        Assert.Equal(
            "{[erl@localhost,net@localhost,other@localhost],[]}",
            await erl.EvaluateAsync("begin {Seen, Bad} = rpc:multicall(erlang, node, []), {lists:sort(Seen), Bad} end"));
        Assert.Equal("{[net@localhost,other@localhost],[nobody@localhost]}", await erl.EvaluateAsync($"rpc:multicall({ThreeNodes}, erlang, node, [])"));
        Assert.Equal("[3.141592653589793,2.718281828459045]", await erl.EvaluateAsync("rpc:parallel_eval([{math,pi,[]},{math,exp,[1]}])"));
        Assert.Equal("[1.0,2.0,3.0,4.0]", await erl.EvaluateAsync("rpc:pmap({math,sqrt}, [], [1,4,9,16])"));
        Assert.Equal("badrpc", await erl.EvaluateAsync("try rpc:pmap({math,sqrt}, [], [1,x,9]) catch exit:R -> R end"));
        Assert.Equal(
            "[{badrpc,{'EXIT',{undef,[{os,cmd,[\"id\"],[]}]}}}]",
            await erl.EvaluateAsync("begin {Got, []} = rpc:multicall(['net@localhost'], os, cmd, [\"id\"]), Got end"));
    }

    [Fact]
    [Trait("Scenario", "R2")]
    [Trait("Scenario", "R4")]
    public async Task Every_form_of_call_from_Erlang_ends_here_as_on_an_Erlang_node()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        await cluster.StartMemberAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await cluster.StartErlangAsync("other");
        await erl.EvaluateAsync(
            "Last = fun(Key) -> receive {'DOWN', _, process, _, _} = M -> erpc:check_response(M, Key) end end, "
            + "Raised = fun(Call) -> try {value, Call()} catch C:{R, L, _} -> {C, R, L} end end, "
            + "Answer = fun() -> receive M -> M after 10000 -> nothing end end, ok");

        foreach (string call in new[]
        {
            "begin K = rpc:async_call(N, math, pi, []), {value, V} = rpc:nb_yield(K, infinity), V end",
            "begin K = rpc:async_call(N, timer, sleep_, [1]), {value, {badrpc, V}} = rpc:nb_yield(K, 10000), V end",
            "rpc:yield(rpc:async_call(N, erlang, exit, [x]))", "rpc:block_call(N, math, sqrt, [16], 5000)", "rpc:block_call(N, no, such, [1], 5000)",
            "rpc:block_call(N, erlang, throw, [{'EXIT', x}])", "rpc:call(N, erlang, throw, [{'EXIT', x}])", "rpc:call(N, m, f, lists:seq(1, 256))",
            "rpc:multicall([N, N], erlang, exit, [x])", "rpc:multicall([N], math, pi, [], 5000)", "rpc:eval_everywhere([N], math, pi, [])",
            "begin rpc:abcast([N], rex, {self(), features_request}), element(3, Answer()) end",
            "begin rpc:cast(N, erlang, send, [self(), hello]), Answer() end",
            "erpc:call(N, m, f, lists:seq(1, 256))", "erpc:multicall([N, N], math, pi, [], 5000)", "erpc:multicall([N], m, f, lists:seq(1, 256))",
            "begin ok = erpc:multicast([N, N], erlang, send, [self(), hello]), {Answer(), Answer()} end",
            "begin ok = erpc:cast(N, erlang, send, [self(), hello]), Answer() end",
            "erpc:wait_response(erpc:send_request(N, math, pi, []), infinity)", "Last(erpc:send_request(N, math, pi, []))",
            "Last(erpc:send_request(N, no, such, []))", "erpc:receive_response(erpc:send_request(N, erlang, throw, [x]), 5000)",
            "begin C1 = erpc:send_request(N, math, pi, [], one, erpc:reqids_new()), C2 = erpc:reqids_add(erpc:send_request(N, math, sqrt, [4]), two, C1), "
                + "{R1, L1, C3} = erpc:receive_response(C2, 5000, true), {{response, R2}, L2, C4} = erpc:wait_response(C3, 5000, true), "
                + "{lists:sort([{R1, L1}, {R2, L2}]), erpc:reqids_size(C4), erpc:receive_response(C4, 0, true)} end",
            "Raised(fun() -> erpc:receive_response(erpc:send_request(N, erlang, exit, [x], one, erpc:reqids_new()), 5000, true) end)",
            "rpc:call(N, rpc, call, [node(), math, pi, []])", "rpc:call(N, rpc, call, [node(), no, such, [], 5000])",
            "rpc:call(N, rpc, multicall, [[node(), 'nobody@localhost'], math, pi, []])", "rpc:call(N, rpc, block_call, [node(), math, pi, []])",
            "rpc:call(N, rpc, pmap, [{math, sqrt}, [], [1, 4]])", "rpc:call(N, rpc, parallel_eval, [[{math, pi, []}, {no, such, []}]])",
            "rpc:call(N, rpc, sbcast, [[node()], nobody, hello])", "rpc:call(N, rpc, abcast, [[node()], nobody, hello])",
            "rpc:call(N, rpc, server_call, [node(), nobody, w, hello])", "rpc:call(N, rpc, multi_server_call, [[node()], nobody, hello])",
            "rpc:call(N, rpc, cast, [node(), math, pi, []])", "rpc:call(N, rpc, eval_everywhere, [[node()], math, pi, []])",
            "rpc:call(N, erpc, call, [node(), math, pi, []])", "rpc:call(N, erpc, multicall, [[node(), 'nobody@localhost'], no, such, []])",
            "rpc:call(N, erpc, cast, [node(), math, pi, []])", "rpc:call(N, erpc, multicast, [[node()], math, pi, []])",
            "gen_server:call({rex, N}, {call, math, sqrt, [16], group_leader()})", "gen_server:call({rex, N}, {call, erlang, exit, [x], group_leader()})",
            "gen_server:call({rex, N}, {call, m, f, lists:seq(1, 256), group_leader()})",
            "begin gen_server:cast({rex, N}, {cast, erlang, send, [self(), hello], group_leader()}), Answer() end",
            "begin {rex, N} ! {self(), {call, math, sqrt, [16], user}}, Answer() end",
            "begin {rex, N} ! {self(), {call, io, put_chars, [\"text\"], send_stdout_to_caller}}, {Answer(), Answer()} end",
            "begin {rex, N} ! {self(), {sbcast, nobody, hello}}, {rex, N, R} = Answer(), R end",
            "begin {rex, N} ! {self(), {send, nobody, hello}}, {rex, N, R} = Answer(), R end",
        })
        {
            Assert.Equal((call, "same"), (call, await erl.EvaluateAsync($"Same(fun(N) -> {call} end)")));
        }
    }

    [Fact]
    [Trait("Scenario", "R2")]
    [Trait("Scenario", "R4")]
    public async Task Every_call_from_here_ends_as_it_does_for_an_Erlang_node()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node net = await cluster.StartMemberAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await cluster.StartErlangAsync("other");
        foreach (string call in Calls)
        {
            var parts = (ErlTuple)ErlTerm.Parse(call);
            (ErlAtom m, ErlAtom f, ErlList a) = ((ErlAtom)parts[0], (ErlAtom)parts[1], (ErlList)parts[2]);
            string arguments = $"'other@localhost', {m}, {f}, {a}";
            ErlTerm expected = await ValueAsync(erl, $"rpc:call({arguments})");
            Assert.Equal((call, expected), (call, await net.RpcCallAsync(Other, m, f, a).WaitAsync(TestTimeouts.Process)));
            Assert.Equal((call, expected), (call, await InProcessAsync(net, self => self.RpcYieldAsync(self.RpcAsyncCall(Other, m, f, a)))));
            Assert.Equal(
                (call, await ValueAsync(erl, $"rpc:block_call({arguments})")), (call, await net.RpcBlockCallAsync(Other, m, f, a).WaitAsync(TestTimeouts.Process)));
            Assert.Equal(
                (call, await ValueAsync(erl, $"hd(erpc:multicall(['other@localhost'], {m}, {f}, {a}))")),
                (call, (await net.ErpcMultiCallAsync([Other], m, f, a).WaitAsync(TestTimeouts.Process))[0].ToTerm()));
        }

        Assert.Equal("{badrpc,nodedown}", (await net.RpcBlockCallAsync(Nobody, Atoms.Math, ErlTerm.Atom("pi"), []).WaitAsync(TestTimeouts.Process)).ToString());
        Assert.Equal(
            "{badrpc,timeout}",
            (await net.RpcBlockCallAsync(Other, ErlTerm.Atom("timer"), ErlTerm.Atom("sleep"), [1_000], TimeSpan.FromMilliseconds(1)).WaitAsync(TestTimeouts.Process)).ToString());
    }

    [Fact]
    [Trait("Scenario", "R2")]
    [Trait("Scenario", "R3")]
    [Trait("Scenario", "R4")]
    public async Task Erlang_nodes_are_called_all_at_once_and_their_servers_asked()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node net = await cluster.StartMemberAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        ErlangPeer other = await cluster.StartErlangAsync("other");
        Assert.Equal("[pong,pong]", await erl.EvaluateAsync("[net_adm:ping(N) || N <- ['net@localhost', 'other@localhost']]"));
        Assert.Equal("true", await other.EvaluateAsync("Until(fun() -> lists:member('net@localhost', nodes()) end)"));
        const string Echo = "register(echo, spawn(fun() -> F = fun F() -> receive {From, M} -> From ! {echo, node(), {got, M}}, F() end end, F() end)), ok";
        await erl.EvaluateAsync(Echo);
        await other.EvaluateAsync(Echo);
        ErlAtom echo = ErlTerm.Atom("echo");

        await InProcessAsync(net, async self =>
        {
            (IReadOnlyList<ErlTerm> values, IReadOnlyList<ErlAtom> bad) = await self.RpcMultiCallAsync(Atoms.Math, ErlTerm.Atom("pi"), []);
            Assert.Equal([Math.PI, Math.PI, Math.PI], values.Select(value => ((ErlFloat)value).Value));
            Assert.Empty(bad);
            (values, bad) = await self.RpcMultiCallAsync([Other, Nobody, Erl, net.Name], Atoms.Erlang, Atoms.Node, []);
            Assert.Equal([Other, Erl, net.Name], values);
            Assert.Equal([Nobody], bad);
            Assert.Equal(
                ["3.141592653589793", "2.718281828459045"],
                (await self.RpcParallelEvalAsync([(Atoms.Math, ErlTerm.Atom("pi"), []), (Atoms.Math, ErlTerm.Atom("exp"), [1])])).Select(value => value.ToString()));
            Assert.Equal(
                ["1.0", "2.0", "3.0", "4.0"],
                (await self.RpcPmapAsync(Atoms.Math, ErlTerm.Atom("sqrt"), [], [1, 4, 9, 16])).Select(value => value.ToString()));

            Assert.Equal("{got,hello}", (await self.RpcServerCallAsync(Other, echo, echo, ErlTerm.Atom("hello"))).ToString());
            Assert.Equal("{error,nodedown}", (await self.RpcServerCallAsync(Other, ErlTerm.Atom("no"), echo, Atoms.Ok)).ToString());
            (values, bad) = await self.RpcMultiServerCallAsync([Erl, Nobody, Other], echo, Atoms.Ok);
            Assert.Equal(["{got,ok}", "{got,ok}"], values.Select(value => value.ToString()));
            Assert.Equal([Nobody], bad);
            (IReadOnlyList<ErlAtom> good, bad) = await self.RpcSbcastAsync([Erl, Nobody, Other, net.Name], echo, ErlTerm.Tuple(self.Self, 1));
            Assert.Equal([Erl, Other], good);
            Assert.Equal([Nobody, net.Name], bad);
            self.RpcAbcast(echo, ErlTerm.Tuple(self.Self, 1));
            self.RpcEvalEverywhere([Erl, Other], Atoms.Erlang, Atoms.Send, [self.Self, ErlTerm.Parse("{echo,everywhere,{got,1}}")]);
            self.ErpcMultiCast([Erl, Other], Atoms.Erlang, Atoms.Send, [self.Self, ErlTerm.Parse("{echo,everywhere,{got,1}}")]);
            for (int i = 0; i < 8; i++)
            {
                Assert.Equal("{got,1}", ((ErlTuple)await self.ReceiveAsync())[2].ToString());
            }

            var requests = new ErpcRequestIds();
            self.ErpcSendRequest(Erl, Atoms.Erlang, Atoms.Node, [], 1, requests);
            self.ErpcSendRequest(Other, Atoms.Erlang, Atoms.Exit, [Atoms.Ok], 2, requests);
            self.ErpcSendRequest(Nobody, Atoms.Erlang, Atoms.Node, [], 3, requests);
            var answers = new List<string>();
            while (await self.ErpcReceiveResponseAsync(requests, TestTimeouts.Long) is { } response)
            {
                answers.Add($"{response.Label} {response.Result}");
            }

            Assert.Equal(
                ["1 {ok,erl@localhost}", "2 {error,{exception,undef,[{erlang,'EXIT',[ok],[]}]}}", "3 {error,{erpc,noconnection}}"],
                answers.Order(StringComparer.Ordinal));
            return Atoms.Ok;
        });
    }

    private static async Task<ErlTerm> ValueAsync(ErlangPeer erl, string expression) => ErlTerm.Parse(await erl.EvaluateAsync(expression));

    private static Task<ErlTerm> InProcessAsync(Node node, Func<ProcessContext, Task<ErlTerm>> body)
        => node.RunAsync(body).WaitAsync(TestTimeouts.Process);
}
