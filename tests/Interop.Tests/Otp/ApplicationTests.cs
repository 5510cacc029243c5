using Chan.Distribution.Cluster.InputOutput;
using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Otp.Applications;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Otp;

/// <summary>Applications of either side, asked for and controlled from the other one.</summary>
[Trait("Scenario", "O5")]
public sealed class ApplicationTests
{
    [Fact]
    public async Task Erlang_asks_for_our_applications_and_their_settings()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartMemberAsync("net");
        await using ApplicationController controller = await ApplicationController.StartAsync(node, new ApplicationControllerOptions { Available = [new Shop(), new Till()] });
        await controller.StartAsync(ErlTerm.Atom("shop"));
        ErlangPeer erl = await StartErlangAsync(cluster);

        Assert.Equal("[{shop,\"sells\",\"2.0\"}]", await erl.EvaluateAsync("A(which_applications, [])"));
        Assert.Equal("[{shop,\"sells\",\"2.0\"}]", await erl.EvaluateAsync("gen_server:call({application_controller, 'net@localhost'}, which_applications)"));
        Assert.Equal("[shop,till]", await erl.EvaluateAsync("lists:sort([N || {N, _, _} <- A(loaded_applications, [])])"));
        Assert.Equal("{ok,8080}", await erl.EvaluateAsync("A(get_env, [shop, port])"));
        Assert.Equal("{undefined,7}", await erl.EvaluateAsync("{A(get_env, [shop, none]), A(get_env, [shop, none, 7])}"));
        Assert.Equal("[{port,8080}]", await erl.EvaluateAsync("A(get_all_env, [shop])"));
        Assert.Equal("{{ok,\"2.0\"},{ok,[till]},undefined}", await erl.EvaluateAsync("{A(get_key, [shop, vsn]), A(get_key, [shop, included_applications]), A(get_key, [shop, x])}"));
        Assert.Equal("true", await erl.EvaluateAsync("{ok, Ours} = A(get_all_key, [shop]), {ok, Theirs} = application:get_all_key(kernel), "
            + "[K || {K, _} <- Ours] =:= [K || {K, _} <- Theirs]"));
        Assert.Equal("{ok,shop}", await erl.EvaluateAsync("A(get_application, [rpc:call('net@localhost', erlang, whereis, [counter])])"));
        Assert.Equal("true", await erl.EvaluateAsync("[K || {K, _} <- A(info, [])] =:= [K || {K, _} <- application:info()]"));
    }

    [Fact]
    public async Task Erlang_changes_nothing_unless_the_owner_exports_it()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartMemberAsync("net");
        await using ApplicationController controller = await ApplicationController.StartAsync(node, new ApplicationControllerOptions { Available = [new Shop(), new Till()] });
        ErlangPeer erl = await StartErlangAsync(cluster);

        Assert.Equal("undef", await erl.EvaluateAsync("{badrpc, {'EXIT', {Why, _}}} = A(start, [shop]), Why"));
        Assert.Equal("undef", await erl.EvaluateAsync("{badrpc, {'EXIT', {Why, _}}} = A(set_env, [shop, port, 1]), Why"));
        Assert.Equal(
            "{error,not_exported}",
            await erl.EvaluateAsync("gen_server:call({application_controller, 'net@localhost'}, {start_application, shop, temporary})"));
        Assert.Empty(controller.Running);
    }

    [Fact]
    public async Task Erlang_starts_and_stops_our_applications_where_that_is_exported_with_the_answers_of_its_own()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartMemberAsync("net");
        var options = new ApplicationControllerOptions { Available = [new Shop(), new Till()], Exports = ApplicationExports.Reading | ApplicationExports.Control };
        await using ApplicationController controller = await ApplicationController.StartAsync(node, options);
        ErlangPeer erl = await StartErlangAsync(cluster);

        // What both sides are asked; theirs is an application of the same name, made of nothing.
        await erl.EvaluateAsync("application:load({application, mine, []}), ok");
        foreach ((string call, string there) in new[]
                 {
                     ("load, [no_such_one]", "load, [no_such_one]"), ("load, [shop]", "load, [{application, shop, []}]"), ("load, [shop]", "load, [shop]"),
                     ("load, [{application, shop, []}]", "load, [shop]"), ("load, [{foo}]", "load, [{foo}]"), ("stop, [shop]", "stop, [shop]"),
                     ("start, [shop, whatever]", "start, [shop, whatever]"), ("ensure_all_started, [shop]", "ensure_all_started, [shop]"),
                     ("ensure_all_started, [shop]", "ensure_all_started, [shop]"), ("start, [shop]", "start, [shop]"), ("unload, [shop]", "unload, [shop]"),
                     ("stop, [shop]", "stop, [shop]"), ("stop, [shop]", "stop, [shop]"), ("permit, [shop, false]", "permit, [shop, false]"),
                     ("start, [shop]", "start, [shop]"), ("permit, [shop, true]", "permit, [shop, true]"), ("start, [shop]", "start, [shop]"),
                     ("ensure_started, [shop]", "ensure_started, [shop]"), ("stop, [shop]", "stop, [shop]"), ("unload, [shop]", "unload, [shop]"),
                     ("unload, [shop]", "unload, [shop]"), ("permit, [shop, true]", "permit, [shop, true]"), ("start, [no_such_one]", "start, [no_such_one]"),
                     ("ensure_all_started, [no_such_one]", "ensure_all_started, [no_such_one]"), ("get_key, [shop, vsn]", "get_key, [shop, vsn]"),
                     ("set_env, [shop, x, 1, [{persistent, true}]]", "set_env, [shop, x, 1, [{persistent, true}]]"), ("get_env, [shop, x]", "get_env, [shop, x]"),
                     ("unset_env, [shop, x]", "unset_env, [shop, x]"), ("get_env, [shop, x]", "get_env, [shop, x]"),
                 })
        {
            string[] answers = [await erl.EvaluateAsync($"apply(application, {there})"), await erl.EvaluateAsync($"A({call})")];
            Assert.Equal($"{call}: {answers[0]}", $"{call}: {answers[1]}");
        }

        Assert.Empty(controller.Running);
    }

    [Fact]
    public async Task We_ask_for_applications_of_an_Erlang_node_and_start_one()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartMemberAsync("net");
        await StartErlangAsync(cluster);
        (ErlAtom there, ErlAtom application) = (ErlTerm.Atom("erl@localhost"), ErlTerm.Atom("application"));

        Assert.Equal("[{asn1,ok},{crypto,ok},{public_key,ok}]", await node.RunAsync(async self =>
        {
            ErlTerm started = await self.RpcCallAsync(there, application, ErlTerm.Atom("ensure_all_started"), [ErlTerm.Atom("public_key")]);
            var stopped = new List<ErlTerm>();
            foreach (ErlTerm each in (ErlList)((ErlTuple)started)[1])
            {
                stopped.Add(ErlTerm.Tuple(each, await self.RpcCallAsync(there, application, ErlTerm.Atom("stop"), [each])));
            }

            return ErlTerm.List([.. stopped.Order()]).ToString();
        }).WaitAsync(TestTimeouts.Process));
        ErlTerm running = await node.RunAsync(async self => await self.CallAsync(ErlTerm.Parse("{application_controller, erl@localhost}"), ErlTerm.Atom("which_applications")));
        Assert.Contains(ErlTerm.Atom("kernel"), ((ErlList)running).Select(each => ((ErlTuple)each)[0]));
    }

    [Fact]
    public async Task What_an_application_prints_is_printed_by_the_node_also_when_erlang_spawned_its_caller()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        await using var output = new StringWriter();
        Node node = await cluster.StartMemberAsync("net", output: output);
        await using ApplicationController controller = await ApplicationController.StartAsync(node, new ApplicationControllerOptions { Available = [new Shop(), new Till()] });
        await controller.StartAsync(ErlTerm.Atom("shop"));

        Assert.Equal("the shop opens\n", output.ToString());
    }

    private static async Task<ErlangPeer> StartErlangAsync(MixedCluster cluster)
    {
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await erl.EvaluateAsync("A = fun(F, As) -> rpc:call('net@localhost', application, F, As) end, net_adm:ping('net@localhost'), ok");
        return erl;
    }

    private sealed class Idle : GenServer
    {
    }

    private sealed class Till : Application
    {
        public override ErlAtom Name => ErlTerm.Atom("till");
    }

    private sealed class Shop : Application
    {
        public override ErlAtom Name => ErlTerm.Atom("shop");

        public override string Description => "sells";

        public override string Version => "2.0";

        public override IReadOnlyList<ErlAtom> IncludedApplications => [ErlTerm.Atom("till")];

        public override IReadOnlyDictionary<ErlAtom, ErlTerm> Environment { get; } = new Dictionary<ErlAtom, ErlTerm> { [ErlTerm.Atom("port")] = 8080 };

        protected internal override async Task<StartResult> StartAsync(ProcessContext self)
        {
            await self.PutCharsAsync("the shop opens\n");
            var counter = new StartOptions { Name = ErlTerm.Atom("counter") };
            return await Supervisor.StartLinkAsync(
                self, new SupervisorSpec(new ChildSpec(ErlTerm.Atom("counter"), tree => GenServer.StartLinkAsync(tree, () => new Idle(), counter))));
        }
    }
}
