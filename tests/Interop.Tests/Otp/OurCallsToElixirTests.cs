using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Cluster.Servers;
using Chan.Distribution.Otp.Events;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Otp;

/// <summary>Our processes use what a program in Elixir has: agents, registries, supervisors, state machines, event managers.</summary>
public sealed class OurCallsToElixirTests
{
    private static readonly ErlAtom Iex = ErlTerm.Atom("iex@localhost");

    [Fact]
    [Trait("Scenario", "O1")]
    [Trait("Scenario", "O7")]
    public async Task Agents_and_servers_of_Elixir_are_asked_looked_into_and_stopped()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("net");
        await using IexPeer iex = await StartAsync(world);
        ErlTuple agent = At("agent");

        await Run(node, async self =>
        {
            Assert.Equal("ok", await TextAsync(self.CallAsync(agent, ErlTerm.Parse("{update, {erlang, '+', [2]}}"))));
            Assert.Equal("42", await TextAsync(self.CallAsync(agent, ErlTerm.Parse("{get, {erlang, abs, []}}"))));
            Assert.Equal("42", await TextAsync(self.GetStateAsync(agent)));
            await self.SuspendAsync(agent);
            Assert.Equal("suspended", ModeIn(await self.GetStatusAsync(agent)));
            TermException late = await Assert.ThrowsAsync<TermException>(() => self.CallAsync(agent, ErlTerm.Parse("{get, {erlang, abs, []}}"), TimeSpan.Zero).AsTask());
            Assert.StartsWith("{timeout,", late.Reason.ToString(), StringComparison.Ordinal);
            await self.ResumeAsync(agent);
            Assert.Equal("running", ModeIn(await self.GetStatusAsync(agent)));
            Assert.Equal("-42", await TextAsync(self.ReplaceStateAsync(agent, (ErlFun)ErlTerm.Parse("fun erlang:'-'/1"))));
            Assert.Equal("ok", await TextAsync(self.DebugAsync(agent, ErlTerm.Parse("{log, true}"))));
            self.Cast(agent, ErlTerm.Parse("{cast, {erlang, '+', [2]}}"));
            Assert.Equal("-40", await TextAsync(self.GetStateAsync(agent)));
            Assert.NotEmpty((ErlList)((ErlTuple)await self.DebugAsync(agent, ErlTerm.Parse("{log, get}")))[1]);
            MultiCallResult all = await self.MultiCallAsync(ErlTerm.Atom("agent"), ErlTerm.Parse("{get, {erlang, abs, []}}"));
            Assert.Equal([(Iex, (ErlTerm)40)], all.Replies);
            Assert.Equal([node.Name], all.BadNodes);
            ErlReference monitor = self.Monitor(agent);
            await self.StopAsync(agent, Atoms.Shutdown);
            Assert.Equal(Atoms.Shutdown, ((ErlTuple)await self.ReceiveAsync(monitor))[4]);
        });
    }

    [Fact]
    [Trait("Scenario", "R10")]
    public async Task A_Registry_of_Elixir_is_read_through_rpc_and_what_it_names_is_called()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("net");
        await using IexPeer iex = await StartAsync(world);
        ErlAtom registry = ErlTerm.Atom("Elixir.Registry");
        ErlAtom names = ErlTerm.Atom("names");
        ErlAtom topics = ErlTerm.Atom("topics");
        ErlTerm key = ErlTerm.Parse("<<\"room 1\">>");

        await Run(node, async self =>
        {
            Assert.Equal("2", await TextAsync(RpcAsync("count", names)));

            // {via, Registry, {names, Key}} is a name on the node of the registry: its process is found there, and called by its pid.
            ErlTerm found = await RpcAsync("whereis_name", ErlTerm.Tuple(names, key));
            ErlPid room = Assert.IsType<ErlPid>(found);
            Assert.Equal("\"room 1\"", await TextAsync(self.CallAsync(room, ErlTerm.Parse("{get, {erlang, binary_to_list, []}}"))));
            Assert.Equal(ErlTerm.List(ErlTerm.Tuple(room, ErlTerm.Atom("nil"))), await RpcAsync("lookup", names, key));
            Assert.Equal(ErlTerm.List(key), await RpcAsync("keys", names, room));
            Assert.Equal("undefined", await TextAsync(RpcAsync("whereis_name", ErlTerm.Tuple(names, ErlTerm.Atom("nobody")))));

            // The same over there, by a function of GenServer that resolves the name itself.
            ErlTerm asked = await self.RpcCallAsync(
                Iex, ErlTerm.Atom("Elixir.GenServer"), Atoms.Call,
                [ErlTerm.Tuple(ErlTerm.Atom("via"), registry, ErlTerm.Tuple(names, key)), ErlTerm.Parse("{get, {erlang, byte_size, []}}")]);
            Assert.Equal(6, asked);

            Assert.Equal("ok", await TextAsync(RpcAsync("dispatch", topics, ErlTerm.Atom("weather"), ErlTerm.Tuple(ErlTerm.Atom("Elixir.Listing"), ErlTerm.Atom("tell"), ErlTerm.List(self.Self)))));
            Assert.Equal("{dispatched,[one,two]}", (await self.ReceiveAsync()).ToString());
            await self.StopAsync(room);
            Assert.Equal(":ok", await iex.EvaluateAsync("true = Probe.until(fn -> Registry.count(:names) == 1 end); :ok"));

            Task<ErlTerm> RpcAsync(string function, params ErlTerm[] arguments) => self.RpcCallAsync(Iex, registry, ErlTerm.Atom(function), arguments);
        });
    }

    [Fact]
    [Trait("Scenario", "O4")]
    public async Task Supervisors_of_Elixir_are_asked_for_their_children()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("net");
        await using IexPeer iex = await StartAsync(world);
        ErlTuple tree = At("tree");
        ErlTuple dynamic = At("dynamic");

        await Run(node, async self =>
        {
            ChildSpec spec = ChildSpec.Apply(ErlTerm.Atom("x"), ErlTerm.Atom("Elixir.Agent"), ErlTerm.Atom("start_link"), ErlTerm.Atom("erlang"), ErlTerm.Atom("node"), ErlList.Empty);
            Assert.Equal(Iex, node.NodeOf((await self.StartChildAsync(tree, spec)).Pid));
            Assert.Equal(new ChildCounts(1, 1, 0, 1), await self.CountChildrenAsync(tree));
            Assert.Equal([ErlTerm.Atom("x")], (await self.WhichChildrenAsync(tree)).Select(child => child.Id));
            Assert.Equal(["Elixir.Agent"], ChildSpec.FromTerm(await self.GetChildSpecAsync(tree, ErlTerm.Atom("x"))).Modules!.Select(module => module.Name));
            await self.TerminateChildAsync(tree, ErlTerm.Atom("x"));
            Assert.True((await self.RestartChildAsync(tree, ErlTerm.Atom("x"))).IsStarted);
            Assert.Equal("running", (await Assert.ThrowsAsync<TermException>(() => self.DeleteChildAsync(tree, ErlTerm.Atom("x")).AsTask())).Reason.ToString());

            // Elixir's DynamicSupervisor is started by a call of its own; the others are those of every supervisor.
            ErlTerm started = await self.CallAsync(dynamic, ErlTerm.Parse("{start_child, {{'Elixir.Agent', start_link, [erlang, node, []]}, temporary, 5000, worker, ['Elixir.Agent']}}"));
            ErlPid child = Assert.IsType<ErlPid>(((ErlTuple)started)[1]);
            Assert.Equal(new ChildCounts(1, 1, 0, 1), await self.CountChildrenAsync(dynamic));
            Assert.Equal(child, Assert.Single(await self.WhichChildrenAsync(dynamic)).Pid);
            await self.TerminateChildAsync(dynamic, child);
            Assert.Equal("not_found", (await Assert.ThrowsAsync<TermException>(() => self.TerminateChildAsync(dynamic, child).AsTask())).Reason.ToString());
            Assert.Equal(new ChildCounts(0, 0, 0, 0), await self.CountChildrenAsync(dynamic));
        });
    }

    [Fact]
    [Trait("Scenario", "O2")]
    [Trait("Scenario", "O3")]
    public async Task State_machines_and_event_managers_of_Elixir_are_used_as_ours()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("net");
        await using IexPeer iex = await StartAsync(world);
        ErlTuple door = At("door");
        ErlTuple alarms = At("alarms");
        ErlAtom handler = ErlTerm.Atom("Elixir.Listing");

        await Run(node, async self =>
        {
            // The call is postponed until the door is open, which somebody else has to do.
            Task<ErlTerm> entering = node.RunAsync(other => GenStatem.CallAsync(other, door, ErlTerm.Atom("enter")).AsTask());
            Assert.Equal("true", await iex.EvaluateAsync("Probe.until(fn -> {:status, _, _, [_, _, _, _, [_, {:data, d} | _]]} = :sys.get_status(:door); List.keyfind(d, 'Postponed', 0) |> elem(1) != [] end)"));
            Assert.Equal("{closed,0}", await TextAsync(self.GetStateAsync(door)));
            GenStatem.Cast(self, door, ErlTerm.Atom("open"));
            Assert.Equal("{entered,1}", await TextAsync(entering));
            Assert.Equal("{open,1}", await TextAsync(self.GetStateAsync(door)));
            await self.SuspendAsync(door);
            await self.ResumeAsync(door);
            await GenStatem.StopAsync(self, door);

            Assert.Equal("ok", await TextAsync(self.AddHandlerAsync(alarms, handler, ErlTerm.Atom("mine"))));
            self.Notify(alarms, ErlTerm.Parse("{alarm, hot}"));
            await self.SyncNotifyAsync(alarms, ErlTerm.Parse("<<\"text\">>"));
            Assert.Equal("{mine,[<<\"text\">>,{alarm,hot}]}", await TextAsync(self.CallHandlerAsync(alarms, handler, ErlTerm.Atom("seen"))));
            Assert.Equal([handler], await self.WhichHandlersAsync(alarms));
            Assert.Equal("[{'Elixir.Listing',false,{mine,[<<\"text\">>,{alarm,hot}]}}]", await TextAsync(self.GetStateAsync(alarms)));
            Assert.Equal("{gone,done}", await TextAsync(self.DeleteHandlerAsync(alarms, handler, ErlTerm.Atom("done"))));
            await self.StopAsync(alarms);
        });
    }

    private static ErlTuple At(string name) => ErlTerm.Tuple(ErlTerm.Atom(name), Iex);

    private static string ModeIn(ErlTerm status) => ((ErlList)((ErlTuple)status)[3])[1].ToString();

    private static async Task<string> TextAsync(Task<ErlTerm> answer) => (await answer).ToString();

    private static async Task<string> TextAsync(ValueTask<ErlTerm> answer) => (await answer).ToString();

    private static Task<bool> Run(Node node, Func<ProcessContext, Task> body) => node.RunAsync(async self =>
    {
        await body(self);
        return true;
    }).WaitAsync(TestTimeouts.Process);

    private static async Task<IexPeer> StartAsync(MixedCluster world)
    {
        IexPeer iex = await IexPeer.StartAsync(world, "iex");
        await iex.LoadProbeAsync();
        Assert.Equal(":started", await iex.RunAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Otp", "program.exs"))));
        Assert.Equal(":pong", await iex.EvaluateAsync(":net_adm.ping(:net@localhost)"));
        return iex;
    }
}
