using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.TestKit;

namespace Chan.Interop.Tests.Otp;

/// <summary>The shell of Elixir at our server and at the same one in Erlang: it cannot tell which of the two it is.</summary>
public sealed class ElixirAtServersTests
{
    private static readonly string Source = Path.Combine(AppContext.BaseDirectory, "Otp", "interop_server.erl");

    [Fact]
    [Trait("Scenario", "O1")]
    public async Task GenServer_of_Elixir_calls_casts_answers_and_stops_our_server()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        await using IexPeer iex = await StartAsync(world);
        const string Again = ":rpc.call(n, :interop_server, :start, [])";

        await iex.CompareAsync(
            "GenServer.call({:srv, n}, {:store, :a, 1})", "GenServer.call({:srv, n}, {:lookup, :a}, :infinity)", "GenServer.whereis({:srv, n})",
            "GenServer.cast({:srv, n}, {:store, \"key\", %{b: [1, \"x\"]}})", "GenServer.call({:srv, n}, {:lookup, \"key\"})",
            "GenServer.call(:rpc.call(n, :erlang, :whereis, [:srv]), {:lookup, :a})", "GenServer.call({:srv, n}, :wait, 50)",
            "GenServer.cast({:srv, n}, {:answer, :late}); receive do late -> late after 0 -> :nothing end",
            "task = Task.async(fn -> GenServer.call({:srv, n}, :wait) end); "
            + "true = Probe.until(fn -> match?([{:waiting, _} | _], :sys.get_state({:srv, n})) end); "
            + "[{:waiting, from} | _] = :sys.get_state({:srv, n}); [GenServer.reply(from, \"by another\"), Task.await(task)]",
            "GenServer.cast({:srv, n}, {:answer, :nobody})",
            "GenServer.multi_call([n], :srv, {:lookup, :a})", "GenServer.multi_call([n, :nobody@localhost], :nobody, :x, 5000)",
            "GenServer.abcast([n], :srv, {:store, :c, 3}); GenServer.call({:srv, n}, {:lookup, :c})",
            "send({:srv, n}, :hello); GenServer.call({:srv, n}, {:lookup, :info})", "GenServer.call({:nobody, n}, :x)",
            "GenServer.call({:srv, n}, {:crash, :boom})", Again, "GenServer.call({:srv, n}, {:exit, {:shutdown, 1}})", Again,
            "GenServer.call({:srv, n}, {:throw, :ball})", Again, "GenServer.call({:srv, n}, {:stop, :because, :bye})", Again,
            "GenServer.stop({:srv, n})", "GenServer.stop({:srv, n})", Again, "GenServer.stop({:srv, n}, {:shutdown, :asked}, 5000)", Again,
            ":rpc.call(n, :interop_server, :start_global, [{:our, n}]); Probe.until(fn -> is_pid(GenServer.whereis({:global, {:our, n}})) end)",
            "GenServer.call({:global, {:our, n}}, {:store, :a, 1})", "GenServer.stop({:via, :global, {:our, n}})");
    }

    [Fact]
    [Trait("Scenario", "P5")]
    [Trait("Scenario", "P6")]
    public async Task Process_of_Elixir_monitors_links_and_ends_our_server()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        await using IexPeer iex = await StartAsync(world);
        const string Again = ":rpc.call(n, :interop_server, :start, [])";
        const string Pid = "pid = :rpc.call(n, :erlang, :whereis, [:srv]); ";
        const string Trap = "Process.flag(:trap_exit, true); " + Pid + "Process.link(pid); ";
        const string Next = "receive do message -> message after 30000 -> :nothing end";

        await iex.CompareAsync(
            Pid + "ref = Process.monitor({:srv, n}); Process.exit(pid, :kill); " + Next, Again,
            Pid + "ref = Process.monitor(pid); GenServer.stop(pid, :shutdown); " + Next, Again, "Process.monitor({:nobody, n}); " + Next,
            Pid + "ref = Process.monitor(pid); [Process.demonitor(ref, [:flush, :info]), Process.exit(pid, :kill), "
            + "Probe.until(fn -> :rpc.call(n, :erlang, :whereis, [:srv]) == :undefined end)]", Again,
            Trap + "Process.exit(pid, :because); " + Next, Again, Trap + "GenServer.stop(pid); " + Next, Again,
            Trap + "Process.unlink(pid); Process.exit(pid, :kill); Probe.until(fn -> :rpc.call(n, :erlang, :whereis, [:srv]) == :undefined end)", Again,
            Pid + "Process.exit(pid, :normal); GenServer.call(pid, {:lookup, :nothing})",
            Pid + "task = Task.async(fn -> Process.link(pid); exit(:boom) end); ref = Process.monitor(pid); Process.flag(:trap_exit, true); "
            + "Process.unlink(task.pid); receive do {:DOWN, ^ref, _, _, why} -> why after 30000 -> :nothing end", Again,
            "pid = :rpc.call(n, :erlang, :whereis, [:srv]); [Process.info(self(), :links) |> elem(1) |> Enum.member?(pid), node(pid) == n]");
    }

    [Fact]
    [Trait("Scenario", "O7")]
    public async Task Every_function_of_sys_shows_Elixir_the_same_of_our_server()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        await using IexPeer iex = await StartAsync(world);

        await iex.CompareAsync(
            "for i <- 1..3, do: GenServer.call({:srv, n}, {:store, i, to_string(i)})", ":sys.get_state({:srv, n})",
            ":sys.replace_state({:srv, n}, &:lists.reverse/1)", ":sys.get_state({:srv, n}, 1000)", ":sys.replace_state({:srv, n}, &:no.such/1)",
            "{:status, _, module, [_, mode, _, debug, [header, {:data, data}, state]]} = :sys.get_status({:srv, n}); "
            + "{module, mode, debug, header, List.keydelete(data, 'Parent', 0), state}",
            ":sys.suspend({:srv, n})", "GenServer.call({:srv, n}, {:lookup, 1}, 50)", ":sys.change_code({:srv, n}, :interop_server, 1, [])",
            ":sys.resume({:srv, n})", "GenServer.call({:srv, n}, {:lookup, 1})", ":sys.change_code({:srv, n}, :interop_server, 1, [])",
            ":sys.log({:srv, n}, true)", "GenServer.call({:srv, n}, {:lookup, 2}); GenServer.cast({:srv, n}, {:store, 4, 4}); :sys.log({:srv, n}, :get)",
            ":sys.log({:srv, n}, false)", ":sys.log({:srv, n}, :get)", ":sys.statistics({:srv, n}, true)",
            "GenServer.call({:srv, n}, {:lookup, 2}); {:ok, seen} = :sys.statistics({:srv, n}, :get); Keyword.take(seen, [:messages_in, :messages_out])",
            ":sys.no_debug({:srv, n})", ":sys.statistics({:srv, n}, :get)",
            ":sys.install({:srv, n}, {&:interop_server.spy/3, self()})", "GenServer.call({:srv, n}, {:lookup, 2}); "
            + "for _ <- 1..2, do: receive do {:spied, event, name} -> {event, name} after 30000 -> :nothing end",
            ":sys.remove({:srv, n}, &:interop_server.spy/3)", ":sys.install({:srv, n}, {:by_name, &:interop_server.spy/3, self()})",
            "GenServer.cast({:srv, n}, {:store, 5, 5}); for _ <- 1..2, do: receive do {:spied, event, name} -> {event, name} after 30000 -> :nothing end",
            "{:status, _, _, [_, _, _, debug | _]} = :sys.get_status({:srv, n}); debug", ":sys.remove({:srv, n}, :by_name)",
            ":sys.install({:srv, n}, {:done, &:interop_server.spy/3, :done})", "GenServer.cast({:srv, n}, {:store, 6, 6}); "
            + "{:status, _, _, [_, _, _, debug | _]} = :sys.get_status({:srv, n}); debug", ":sys.trace({:srv, n}, false)",
            ":sys.get_state({:nobody, n})", ":sys.terminate({:srv, n}, :shutdown)", "Probe.until(fn -> :rpc.call(n, :erlang, :whereis, [:srv]) == :undefined end)");
    }

    [Fact]
    [Trait("Scenario", "O7")]
    public async Task What_tools_ask_of_a_process_through_rpc_is_the_same_of_ours()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        await using IexPeer iex = await StartAsync(world);
        const string Pid = "pid = :rpc.call(n, :erlang, :whereis, [:srv]); info = fn what -> :rpc.call(n, :erlang, :process_info, [pid, what]) end; ";

        await iex.CompareAsync(
            Pid + "info.(:registered_name)", Pid + "info.(:status)", Pid + "info.(:message_queue_len)", Pid + "info.(:links)", Pid + "info.(:monitors)",
            Pid + "info.(:monitored_by)", Pid + "info.(:trap_exit)", Pid + "info.([:registered_name, :message_queue_len])", Pid + "info.([])",
            Pid + "{:dictionary, all} = info.(:dictionary); Keyword.keys(all) |> Enum.sort()", Pid + "info.(:no_such_item)",
            Pid + "info.(:priority)", Pid + "info.(:error_handler)", Pid + "info.(:suspending)",
            Pid + "for what <- [:reductions, :memory, :heap_size, :total_heap_size, :stack_size], do: {what, value} = info.(what); is_integer(value) and value >= 0",
            Pid + "for what <- [:current_function, :initial_call, :current_stacktrace, :garbage_collection, :group_leader], do: info.(what) |> elem(0)",
            Pid + "{:initial_call, {m, f, a}} = info.(:initial_call); {m, f, a}",
            Pid + "Enum.sort(Keyword.keys(:rpc.call(n, :erlang, :process_info, [pid])))",
            Pid + ":rpc.call(n, :proc_lib, :translate_initial_call, [pid])", Pid + ":rpc.call(n, :proc_lib, :initial_call, [pid])",
            Pid + "pid in :rpc.call(n, :erlang, :processes, [])", Pid + ":srv in :rpc.call(n, :erlang, :registered, [])",
            Pid + ":rpc.call(n, :erlang, :is_process_alive, [pid])", Pid + ":rpc.call(n, Process, :info, [pid, :registered_name])",
            "for what <- [:process_count, :process_limit, :schedulers, :logical_processors], do: is_integer(:rpc.call(n, :erlang, :system_info, [what]))",
            "is_integer(:rpc.call(n, :erlang, :memory, [:total]))", ":rpc.call(n, :erlang, :system_info, [:no_such_item])",
            ":rpc.call(n, :erlang, :statistics, [:wall_clock]) |> tuple_size()", ":rpc.call(n, :erlang, :statistics, [:run_queue]) |> is_integer()",
            ":rpc.call(n, :erlang, :monotonic_time, []) |> is_integer()", ":rpc.call(n, :erlang, :system_time, [:second]) |> is_integer()",
            ":rpc.call(n, :erlang, :localtime, []) |> tuple_size()");
    }

    /// <summary>Our node and one of Erlang with the same server, and the shell that asks them.</summary>
    private static async Task<IexPeer> StartAsync(MixedCluster world)
    {
        Node node = await world.StartMemberAsync("net");
        InteropServer.AddTo(node);
        world.Log.Allow(entry => entry.EventId.Id is 2601 or 2603, "servers are made to crash");
        ErlangPeer other = await world.StartErlangAsync("other");
        await other.LoadAsync(Source);
        await other.EvaluateAsync("logger:set_primary_config(level, none)");
        IexPeer iex = await IexPeer.StartAsync(world, "iex");
        await iex.LoadProbeAsync(Source);
        await iex.CompareAsync(":rpc.call(n, :interop_server, :start, [])");
        return iex;
    }
}
