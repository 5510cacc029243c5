using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Otp;

/// <summary>Functions of Erlang and Elixir ask our supervisors.</summary>
public sealed class SupervisorTests
{
    private static readonly ErlAtom Tree = ErlTerm.Atom("tree");

    [Fact]
    [Trait("Scenario", "O4")]
    public async Task Erlang_looks_after_the_children_of_our_supervisor()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartMemberAsync("net");
        node.Modules.Add(ErlTerm.Atom("idle"), ErlTerm.Atom("start_link"), 1, async (self, arguments) =>
            (await GenServer.StartLinkAsync(self, () => new Idle(), new StartOptions { Name = (ErlAtom)arguments[0] })).ToTerm());
        await Supervisor.StartAsync(
            node, new SupervisorSpec(new ChildSpec(ErlTerm.Atom("first"), self => GenServer.StartLinkAsync(self, () => new Idle()))), new StartOptions { Name = Tree });
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await erl.EvaluateAsync("T = {tree, 'net@localhost'}, S = #{id => x, start => {idle, start_link, [one]}, restart => transient}, ok");

        foreach ((string call, string expected) in new[]
        {
            ("[{I, is_pid(P), Y, M} || {I, P, Y, M} <- supervisor:which_children(T)]", "[{first,true,worker,[first]}]"),
            ("{ok, P1} = supervisor:start_child(T, S), P1 =:= rpc:call('net@localhost', erlang, whereis, [one])", "true"),
            ("supervisor:count_children(T)", "[{specs,2},{active,2},{supervisors,0},{workers,2}]"),
            ("supervisor:start_child(T, S) =:= {error, {already_started, P1}}", "true"),
            ("supervisor:start_child(T, #{id => y})", "{error,missing_start}"),
            ("{ok, C} = supervisor:get_childspec(T, x), supervisor:check_childspecs([C])", "ok"),
            ("supervisor:restart_child(T, x)", "{error,running}"),
            ("supervisor:terminate_child(T, x)", "ok"),
            ("is_process_alive(self()) andalso rpc:call('net@localhost', erlang, whereis, [one])", "undefined"),
            ("element(1, supervisor:restart_child(T, x))", "ok"),
            ("supervisor:terminate_child(T, x), supervisor:delete_child(T, x)", "ok"),
            ("supervisor:delete_child(T, x)", "{error,not_found}"),
            ("supervisor:get_callback_module(T)", "supervisor"),
            ("{status, _, {module, gen_server}, [_, running | _]} = sys:get_status(T), element(1, sys:get_state(T))", "state"),
            ("[length(supervisor:which_children(T)), gen_server:stop(T, shutdown, infinity)]", "[1,ok]"),
        })
        {
            Assert.Equal((call, expected), (call, await erl.EvaluateAsync(call)));
        }
    }

    [Fact]
    [Trait("Scenario", "O4")]
    public async Task Elixir_looks_after_the_children_of_our_supervisor()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartMemberAsync("net");
        await Supervisor.StartAsync(
            node, new SupervisorSpec(new ChildSpec(ErlTerm.Atom("first"), self => GenServer.StartLinkAsync(self, () => new Idle()))), new StartOptions { Name = Tree });
        node.Modules.Add(ErlTerm.Atom("idle"), ErlTerm.Atom("start_link"), 0, async (self, _) => (await GenServer.StartLinkAsync(self, () => new Idle())).ToTerm());
        await using IexPeer iex = await IexPeer.StartAsync(cluster, "iex");

        foreach ((string line, string expected) in new[]
        {
            ("t = {:tree, :net@localhost}", "{:tree, :net@localhost}"),
            ("for {i, p, y, m} <- Supervisor.which_children(t), do: {i, is_pid(p), y, m}", "[{:first, true, :worker, [:first]}]"),
            ("Supervisor.count_children(t)", "%{active: 1, specs: 1, supervisors: 0, workers: 1}"),
            ("Supervisor.terminate_child(t, :nobody)", "{:error, :not_found}"),
            ("Supervisor.restart_child(t, :first)", "{:error, :running}"),
            ("Supervisor.terminate_child(t, :first)", ":ok"),
            ("Supervisor.which_children(t)", "[{:first, :undefined, :worker, [:first]}]"),
            ("{:ok, p} = Supervisor.restart_child(t, :first); node(p)", ":net@localhost"),
            ("Supervisor.start_child(t, %{id: :x, start: {:idle, :start_link, []}}) |> elem(0)", ":ok"),
            ("Supervisor.count_children(t).active", "2"),
            ("{:status, _, {:module, m}, [d, mode | _]} = :sys.get_status(t); {m, mode, d[:\"$initial_call\"]}", "{:gen_server, :running, {:supervisor, :supervisor, 1}}"),
            (":sys.get_state(t) |> Tuple.to_list() |> Enum.take(3)", "[:state, {:local, :tree}, :one_for_one]"),
            ("Supervisor.stop(t)", ":ok"),
        })
        {
            Assert.Equal((line, expected), (line, await iex.EvaluateAsync(line)));
        }
    }

    [Fact]
    [Trait("Scenario", "O4")]
    public async Task Erlang_finds_the_module_of_our_supervisor_as_it_finds_that_of_its_own()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartMemberAsync("net");
        await Supervisor.StartAsync(node, () => new Shelf(), new StartOptions { Name = Tree });
        await Supervisor.StartAsync(node, new SupervisorSpec(), new StartOptions { Name = ErlTerm.Atom("given") });
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await erl.EvaluateAsync(
            "net_adm:ping('net@localhost'), F = fun(P) -> {dictionary, D} = rpc:call(node(P), erlang, process_info, [P, dictionary]), "
            + "{proplists:get_value('$initial_call', D), proc_lib:translate_initial_call(P), rpc:call(node(P), proc_lib, translate_initial_call, [P]), "
            + "rpc:call(node(P), proc_lib, initial_call, [P])} end, W = fun(N) -> rpc:call('net@localhost', erlang, whereis, [N]) end, ok");

        Assert.Equal(Calls("kernel"), await erl.EvaluateAsync("F(whereis(kernel_sup))"));
        Assert.Equal(Calls("'Shelf'"), await erl.EvaluateAsync("F(W(tree))"));
        Assert.Equal(Calls("supervisor"), await erl.EvaluateAsync("F(W(given))"));

        static string Calls(string module) => $"{{{{supervisor,{module},1}},{{supervisor,{module},1}},{{supervisor,{module},1}},{{supervisor,{module},['Argument__1']}}}}";
    }

    private sealed class Idle : GenServer
    {
    }

    private sealed class Shelf : Supervisor
    {
        protected internal override ValueTask<SupervisorSpec?> InitAsync(ProcessContext self) => ValueTask.FromResult<SupervisorSpec?>(new SupervisorSpec());
    }
}
