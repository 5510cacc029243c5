using Chan.Distribution.Otp.Events;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Otp.Events;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Otp;

/// <summary>The shell of Elixir at our supervisors and event managers, and at the same ones of Erlang: it cannot tell which of the two it is.</summary>
public sealed class ElixirAtSupervisorsTests
{
    private static readonly ErlAtom Module = ErlTerm.Atom("interop_supervisor");
    private static readonly string Otp = Path.Combine(AppContext.BaseDirectory, "Otp");

    [Fact]
    [Trait("Scenario", "O4")]
    public async Task Supervisor_of_Elixir_finds_ours_as_Erlangs()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        await using IexPeer iex = await StartAsync(world);
        const string Spec = "spec = fn id, kind -> %{id: id, start: {:interop_supervisor, :child, [kind]}} end; ";

        await iex.CompareAsync(
            "Supervisor.which_children({:tree, n})", "Supervisor.count_children({:tree, n})",
            Spec + "Supervisor.start_child({:tree, n}, spec.(:x, :idle))", Spec + "Supervisor.start_child({:tree, n}, spec.(:x, :idle))",
            Spec + "Supervisor.start_child({:tree, n}, spec.(\"y\", :info))", Spec + "Supervisor.start_child({:tree, n}, spec.(:z, :ignore))",
            Spec + "Supervisor.start_child({:tree, n}, spec.(:f, :fail))", Spec + "Supervisor.start_child({:tree, n}, spec.(:f, :throw))",
            Spec + "Supervisor.start_child({:tree, n}, spec.(:f, :strange))",
            "Supervisor.start_child({:tree, n}, %{id: :bad, start: {:interop_supervisor, :child, []}, restart: :sometimes})",
            "Supervisor.start_child({:tree, n}, %{id: :bad, start: :nothing})",
            "Supervisor.which_children({:tree, n})", "Supervisor.count_children({:tree, n})",
            "Supervisor.restart_child({:tree, n}, :x)", "Supervisor.delete_child({:tree, n}, :x)", "Supervisor.terminate_child({:tree, n}, :x)",
            "Supervisor.which_children({:tree, n})", "Supervisor.terminate_child({:tree, n}, :x)", "Supervisor.restart_child({:tree, n}, :x)",
            "Supervisor.restart_child({:tree, n}, :nobody)", "Supervisor.terminate_child({:tree, n}, :nobody)", "Supervisor.delete_child({:tree, n}, :nobody)",
            "Supervisor.terminate_child({:tree, n}, \"y\"); Supervisor.delete_child({:tree, n}, \"y\")",
            "{:ok, spec} = :supervisor.get_childspec({:tree, n}, :x); {spec, :supervisor.check_childspecs([spec])}",
            "[{:x, pid, _, _}] = for {:x, _, _, _} = c <- Supervisor.which_children({:tree, n}), do: c; Process.exit(pid, :kill); "
            + "Probe.until(fn -> match?([_], for({:x, p, _, _} <- Supervisor.which_children({:tree, n}), is_pid(p) and p != pid, do: p)) end)",
            ":sys.get_state({:tree, n}) |> Tuple.to_list() |> Enum.take(3)", ":sys.get_state({:tree, n}) |> tuple_size()",
            "{:status, _, m, [d, mode, _, debug, [header | _]]} = :sys.get_status({:tree, n}); {m, mode, debug, header, d[:\"$initial_call\"]}",
            ":sys.resume({:tree, n})", ":supervisor.get_callback_module({:tree, n})",
            "pid = :rpc.call(n, :erlang, :whereis, [:tree]); :rpc.call(n, :proc_lib, :translate_initial_call, [pid])",
            "pid = :rpc.call(n, :erlang, :whereis, [:tree]); [:proc_lib.translate_initial_call(pid), Process.exit(pid, :normal), Supervisor.count_children(pid)]",
            "r = Process.monitor({:tree, n}); [Supervisor.stop({:tree, n}, :shutdown), receive do {:DOWN, ^r, _, name, why} -> {name, why} after 30000 -> :nothing end]",
            "Supervisor.count_children({:tree, n})");
    }

    [Fact]
    [Trait("Scenario", "O4")]
    public async Task DynamicSupervisor_of_Elixir_counts_and_ends_the_children_of_ours()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        await using IexPeer iex = await StartAsync(world);

        // Its own start_child is a call of its own, which supervisors of Erlang and ours refuse; that of Supervisor is understood.
        await iex.CompareAsync(
            "Supervisor.start_child({:pool, n}, [:idle])", "for _ <- 1..2, do: Supervisor.start_child({:pool, n}, [:idle]) |> elem(0)",
            "Supervisor.start_child({:pool, n}, [:fail])", "Supervisor.start_child({:pool, n}, [:ignore])",
            "DynamicSupervisor.count_children({:pool, n})", "DynamicSupervisor.which_children({:pool, n})",
            "[{_, pid, _, _} | _] = DynamicSupervisor.which_children({:pool, n}); [DynamicSupervisor.terminate_child({:pool, n}, pid), "
            + "DynamicSupervisor.terminate_child({:pool, n}, pid), DynamicSupervisor.count_children({:pool, n})]",
            "Supervisor.restart_child({:pool, n}, :each)", "Supervisor.delete_child({:pool, n}, :each)",
            "[{_, pid, _, _} | _] = DynamicSupervisor.which_children({:pool, n}); Process.exit(pid, :kill); "
            + "Probe.until(fn -> {_, all, _, _} = List.first(DynamicSupervisor.which_children({:pool, n})); all != pid end)",
            "DynamicSupervisor.count_children({:pool, n})", ":supervisor.get_childspec({:pool, n}, :each)",
            ":sys.get_state({:pool, n}) |> Tuple.to_list() |> Enum.take(3)", "DynamicSupervisor.stop({:pool, n}, :shutdown)",
            "DynamicSupervisor.count_children({:pool, n})");
    }

    [Fact]
    [Trait("Scenario", "O3")]
    [Trait("Scenario", "O7")]
    public async Task The_shell_of_Elixir_uses_our_event_manager_as_Erlangs()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        await using IexPeer iex = await StartAsync(world);

        await iex.CompareAsync(
            ":gen_event.add_handler({:alarms, n}, :event_recorder, :one)", ":gen_event.add_handler({:alarms, n}, {:event_recorder, \"two\"}, %{a: 1})",
            ":gen_event.add_handler({:alarms, n}, {:event_recorder, \"two\"}, :again)", ":gen_event.which_handlers({:alarms, n})",
            ":gen_event.notify({:alarms, n}, \"told\")", ":gen_event.sync_notify({:alarms, n}, {:alarm, :hot})", "send({:alarms, n}, :plain)",
            ":gen_event.call({:alarms, n}, :event_recorder, :seen)", ":gen_event.call({:alarms, n}, {:event_recorder, \"two\"}, :arguments, 5000)",
            ":gen_event.call({:alarms, n}, :nobody, :seen)",
            ":gen_event.send_request({:alarms, n}, :event_recorder, :arguments) |> :gen_event.receive_response(30000)",
            ":sys.get_state({:alarms, n})", ":sys.replace_state({:alarms, n}, &:lists.reverse/1)",
            "{:status, _, m, [_, mode, _, debug, [header | _]]} = :sys.get_status({:alarms, n}); {m, mode, debug, header}",
            ":sys.suspend({:alarms, n})", ":gen_event.notify({:alarms, n}, :later)", "{:status, _, _, [_, mode | _]} = :sys.get_status({:alarms, n}); mode",
            ":sys.change_code({:alarms, n}, :event_recorder, 1, [])", ":sys.resume({:alarms, n})", ":gen_event.call({:alarms, n}, :event_recorder, :seen)",
            ":sys.log({:alarms, n}, true)", ":gen_event.sync_notify({:alarms, n}, :logged); {:ok, log} = :sys.log({:alarms, n}, :get); length(log)",
            ":sys.statistics({:alarms, n}, true)", ":sys.no_debug({:alarms, n})", ":sys.install({:alarms, n}, {:spy, &:erlang.error/3, 1})",
            ":gen_event.swap_handler({:alarms, n}, {:event_recorder, :out}, {{:event_recorder, 3}, :new})", ":gen_event.which_handlers({:alarms, n})",
            ":gen_event.delete_handler({:alarms, n}, {:event_recorder, \"two\"}, :done)", ":gen_event.delete_handler({:alarms, n}, :nobody, :done)",
            "Process.flag(:trap_exit, true); :gen_event.add_sup_handler({:alarms, n}, {:event_recorder, :s}, :sup)",
            "[:gen_event.sync_notify({:alarms, n}, {:exit, :sup, :because}), receive do m -> m after 30000 -> :nothing end]",
            "r = Process.monitor({:alarms, n}); [:sys.terminate({:alarms, n}, :shutdown), receive do {:DOWN, ^r, _, _, why} -> why after 30000 -> :nothing end]",
            ":gen_event.which_handlers({:alarms, n})");
    }

    private static async Task<IexPeer> StartAsync(MixedCluster world)
    {
        Node node = await world.StartMemberAsync("net");
        world.Log.Allow(entry => entry.EventId.Id is 2601 or 2603 or 2630 or (>= 2610 and <= 2616), "children and handlers are made to fail");
        AddChildren(node);
        ChildSpec each = ChildSpec.Apply(ErlTerm.Atom("each"), Module, ErlTerm.Atom("child"));
        await Supervisor.StartAsync(node, () => new Tree(new SupervisorSpec(new SupervisorFlags { Intensity = 1000, Period = TimeSpan.FromSeconds(1) }, [])), Named("tree"));
        await Supervisor.StartAsync(node, () => new Tree(new SupervisorSpec(new SupervisorFlags { Strategy = RestartStrategy.SimpleOneForOne }, [each])), Named("pool"));
        await GenEvent.StartAsync(node, new Dictionary<ErlAtom, Func<GenEventHandler>> { [ErlTerm.Atom("event_recorder")] = () => new EventRecorder() }, Named("alarms"));

        ErlangPeer other = await world.StartErlangAsync("other");
        await other.LoadAsync(Path.Combine(Otp, "interop_supervisor.erl"));
        await other.LoadAsync(Path.Combine(Otp, "event_recorder.erl"));
        await other.EvaluateAsync(
            "logger:set_primary_config(level, none), ok = interop_supervisor:start(), ok = interop_supervisor:start_simple(), {ok, _} = gen_event:start({local, alarms})");
        IexPeer iex = await IexPeer.StartAsync(world, "iex");
        await iex.LoadProbeAsync();
        return iex;
    }

    private static StartOptions Named(string name) => new() { Name = ErlTerm.Atom(name) };

    /// <summary>What interop_supervisor:child/1 does.</summary>
    private static void AddChildren(Node node) => node.Modules.Add(Module, ErlTerm.Atom("child"), 1, (self, arguments) => arguments[0].ToString() switch
    {
        "idle" => ValueTask.FromResult<ErlTerm>(ErlTerm.Tuple(Atoms.Ok, Idle(self))),
        "info" => ValueTask.FromResult<ErlTerm>(ErlTerm.Tuple(Atoms.Ok, Idle(self), ErlTerm.Atom("told"))),
        "ignore" => ValueTask.FromResult<ErlTerm>(ErlTerm.Atom("ignore")),
        "fail" => ValueTask.FromResult(ErlTerm.Parse("{error, because}")),
        "throw" => throw TermException.Throw(ErlTerm.Parse("{error, thrown}")),
        _ => ValueTask.FromResult<ErlTerm>(ErlTerm.Atom("strange")),
    });

    private static ErlPid Idle(ProcessContext self)
        => self.SpawnLink(async child => await child.ReceiveAsync(message => message.Equals(Atoms.Stop)));

    /// <summary>Under the name of the module in Erlang.</summary>
    private sealed class Tree(SupervisorSpec spec) : Supervisor
    {
        protected internal override ErlAtom Module => ElixirAtSupervisorsTests.Module;

        protected internal override ValueTask<SupervisorSpec?> InitAsync(ProcessContext self) => ValueTask.FromResult<SupervisorSpec?>(spec);
    }
}
