using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Tasks;
using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Otp;

/// <summary>Tasks that run on other nodes, ours and Elixir's, and tasks of Elixir that run on ours.</summary>
[Trait("Scenario", "O9")]
public sealed class TaskTests
{
    private static readonly ErlAtom Tasks = ErlTerm.Atom("tasks");
    private static readonly ErlAtom Timer = ErlTerm.Atom("timer");
    private static readonly ErlAtom Sleep = ErlTerm.Atom("sleep");
    private static readonly ErlAtom Ex = ErlTerm.Atom("ex@localhost");
    private static readonly ErlTerm There = ErlTerm.Tuple(Tasks, Ex);

    [Fact]
    public async Task A_task_of_ours_runs_under_the_Task_Supervisor_of_an_Elixir_node()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("net");
        ErlangPeer elixir = await StartElixirAsync(world);
        await elixir.EvaluateAsync("logger:set_primary_config(level, none)");

        await Run(node, async self =>
        {
            ProcessTask<ErlTerm> task = await self.AsyncNoLinkAsync(There, Atoms.Erlang, Atoms.Node);
            Assert.Equal((Ex, Ex), (await self.AwaitAsync(task, TestTimeouts.Process), node.NodeOf(task.Pid)));
            Assert.Equal("[3,2,1]", (await ResultAsync(self, "lists", "reverse", "[1,2,3]")).Value.ToString());
            Assert.StartsWith("{boom,[", (await ResultAsync(self, "erlang", "error", "boom")).ExitReason!.ToString(), StringComparison.Ordinal);
            Assert.StartsWith("{undef,[{no,such,[1],[]}", (await ResultAsync(self, "no", "such", "1")).ExitReason!.ToString(), StringComparison.Ordinal);
            Assert.Equal("shutdown", (await ResultAsync(self, "erlang", "exit", "shutdown")).ExitReason!.ToString());

            ProcessTask<ErlTerm> slow = await self.AsyncNoLinkAsync(There, Timer, Sleep, Atoms.Infinity);
            Assert.Null(await self.YieldAsync(slow, TimeSpan.Zero));
            Assert.Single(await ChildrenAsync(self));
            Assert.Null(await self.ShutdownAsync(slow, Timeout.InfiniteTimeSpan));
            ProcessTask<ErlTerm> killed = await self.AsyncNoLinkAsync(There, Timer, Sleep, Atoms.Infinity);
            Assert.Null(await self.KillAsync(killed));

            await self.StartTaskAsync(There, Atoms.Erlang, Atoms.Send, self.Self, ErlTerm.Atom("hello"));
            Assert.Equal("hello", (await self.ReceiveAsync()).ToString());
            Assert.Equal("true", await elixir.EvaluateAsync("Until(fun() -> 'Elixir.Task.Supervisor':children(tasks) =:= [] end)"));
            TermException noproc = await Assert.ThrowsAsync<TermException>(() => self.AsyncNoLinkAsync(ErlTerm.Tuple(Timer, Ex), Timer, Sleep, 1));
            Assert.StartsWith("{noproc,", noproc.Reason.ToString(), StringComparison.Ordinal);
        });

        static async Task<TaskOutcome<ErlTerm>> ResultAsync(ProcessContext self, string module, string function, string argument)
        {
            ProcessTask<ErlTerm> task = await self.AsyncNoLinkAsync(There, ErlTerm.Atom(module), ErlTerm.Atom(function), ErlTerm.Parse(argument));
            return (await self.YieldAsync(task, TestTimeouts.Process))!.Value;
        }

        static async Task<ErlList> ChildrenAsync(ProcessContext self) => (ErlList)await self.CallAsync(There, ErlTerm.Atom("which_children"));
    }

    [Fact]
    public async Task Elixir_runs_tasks_under_our_supervisor_as_under_its_own()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("net");
        world.Log.Allow(entry => entry.EventId.Id == 2601, "tasks are made to crash");
        await StartTasksAsync(node);
        await StartElixirAsync(world, "other");
        await using IexPeer iex = await IexPeer.StartAsync(world, "iex");
        await iex.LoadProbeAsync();

        await iex.CompareAsync(
            "Task.Supervisor.async_nolink({:tasks, n}, :erlang, :node, []) |> Task.await(30000)",
            "Task.Supervisor.async_nolink({:tasks, n}, :lists, :reverse, [[1, \"x\", %{}]]) |> Task.await(30000)",
            "{:exit, {why, _}} = Task.Supervisor.async_nolink({:tasks, n}, :erlang, :error, [:boom]) |> Task.yield(30000); why",
            "Task.Supervisor.async_nolink({:tasks, n}, :erlang, :exit, [:shutdown]) |> Task.yield(30000)",
            "{:exit, {why, [{m, f, a, _} | _]}} = Task.Supervisor.async_nolink({:tasks, n}, :no, :such, [1]) |> Task.yield(30000); {why, m, f, a}",
            "Process.flag(:trap_exit, true); t = Task.Supervisor.async({:tasks, n}, :erlang, :exit, [:boom]); "
            + "why = catch_exit = try do Task.await(t, 30000) catch :exit, {why, _} -> why end; "
            + "linked = receive do {:EXIT, _, linked} -> linked after 30000 -> :nothing end; Process.flag(:trap_exit, false); {why, catch_exit, linked}",
            "t = Task.Supervisor.async_nolink({:tasks, n}, :timer, :sleep, [:infinity]); "
            + "[Task.yield(t, 0), Task.Supervisor.children({:tasks, n}) == [t.pid], Task.shutdown(t, :infinity)]",
            "t = Task.Supervisor.async_nolink({:tasks, n}, :timer, :sleep, [:infinity]); [Task.shutdown(t, :brutal_kill), Task.await(Task.async(fn -> 1 end))]",
            "{:ok, pid} = Task.Supervisor.start_child({:tasks, n}, :erlang, :send, [self(), :hello]); node(pid) == n and receive do m -> m end == :hello",
            "{:ok, pid} = Task.Supervisor.start_child({:tasks, n}, :timer, :sleep, [:infinity]); r = Process.monitor(pid); "
            + "[Task.Supervisor.terminate_child({:tasks, n}, pid), receive do {:DOWN, ^r, _, _, why} -> why after 30000 -> :nothing end, "
            + "Task.Supervisor.terminate_child({:tasks, n}, self())]",
            "Task.Supervisor.async_stream({:tasks, n}, [1, 4, 9, 16], :math, :sqrt, [], max_concurrency: 2, timeout: 30000) |> Enum.to_list()",
            "for r <- Task.Supervisor.async_stream_nolink({:tasks, n}, [1, :x, 9], :math, :sqrt, [], timeout: 30000), "
            + "do: (with {:exit, {why, _}} <- r, do: why)",
            "Probe.until(fn -> Task.Supervisor.children({:tasks, n}) == [] end)",
            "{:ok, _} = Task.Supervisor.start_child({:tasks, n}, :timer, :sleep, [:infinity]); DynamicSupervisor.count_children({:tasks, n})",
            "for {i, p, t, _} <- DynamicSupervisor.which_children({:tasks, n}), do: {i, is_pid(p), t}",
            "Supervisor.stop({:tasks, n}, :shutdown)", "Task.Supervisor.async_nolink({:tasks, n}, :erlang, :node, [])");
    }

    [Fact]
    public async Task A_task_ends_with_noconnection_when_the_node_that_runs_it_is_killed()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("net");
        ErlangPeer elixir = await StartElixirAsync(world);
        await using NodeProcess other = await StartNodeAsync(world, "net2");
        ErlTerm ours = ErlTerm.Tuple(Tasks, ErlTerm.Atom("net2@localhost"));

        await Run(node, async self =>
        {
            ProcessTask<ErlTerm> one = await self.AsyncNoLinkAsync(There, Timer, Sleep, Atoms.Infinity);
            ProcessTask<ErlTerm> two = await self.AsyncNoLinkAsync(ours, Timer, Sleep, Atoms.Infinity);
            Assert.Equal("net2@localhost", (await self.AwaitAsync(await self.AsyncNoLinkAsync(ours, Atoms.Erlang, Atoms.Node), TestTimeouts.Process)).ToString());
            await elixir.KillAsync();
            await other.KillAsync();

            Assert.Equal(Atoms.Noconnection, (await self.YieldAsync(one, TestTimeouts.Process))!.Value.ExitReason);
            Assert.Equal(Atoms.Noconnection, (await self.YieldAsync(two, TestTimeouts.Process))!.Value.ExitReason);
            TermException gone = await Assert.ThrowsAsync<TermException>(() => self.AsyncNoLinkAsync(There, Timer, Sleep, 1));
            Assert.StartsWith("{{nodedown,ex@localhost},", gone.Reason.ToString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Tasks_that_wait_for_nodes_which_are_killed_fail_and_the_others_of_the_stream_go_on()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("net");
        world.Log.Allow(entry => entry.EventId.Id == 2601, "tasks crash with the call that they wait in");
        ErlPid tasks = await StartTasksAsync(node);
        ErlangPeer elixir = await StartElixirAsync(world);
        await using NodeProcess other = await StartNodeAsync(world, "net2");
        ErlAtom[] nodes = [Ex, node.Name, ErlTerm.Atom("net2@localhost"), node.Name];
        int asked = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("asked"), 0, (_, _) =>
        {
            if (Interlocked.Increment(ref asked) == 2)
            {
                all.SetResult();
            }

            return ValueTask.FromResult<ErlTerm>(Atoms.Ok);
        });

        Task<bool> reading = Run(node, async self =>
        {
            var options = new AsyncStreamOptions { MaxConcurrency = nodes.Length, Timeout = Timeout.InfiniteTimeSpan, Supervisor = tasks };
            var outcomes = new List<string>();
            await foreach (TaskOutcome<ErlTerm> outcome in self.AsyncStream(nodes, (task, where) => AskAsync(task, where), options))
            {
                outcomes.Add(outcome.IsOk ? outcome.Value.ToString() : ((ErlTuple)outcome.ExitReason)[0].ToString());
            }

            Assert.Equal(["{nodedown,ex@localhost}", "net@localhost", "{nodedown,net2@localhost}", "net@localhost"], outcomes);
        });
        await all.Task.WaitAsync(TestTimeouts.Process);
        await elixir.KillAsync();
        await other.KillAsync();
        await reading;

        // Both of the others are asked for a task that does not end, and say so before it begins.
        async Task<ErlTerm> AskAsync(ProcessContext task, ErlAtom where)
        {
            if (where == node.Name)
            {
                return await task.RpcCallAsync(where, Atoms.Erlang, Atoms.Node, []);
            }

            ErlTerm supervisor = ErlTerm.Tuple(Tasks, where);
            await task.AwaitAsync(await task.AsyncNoLinkAsync(supervisor, Atoms.Erlang, Atoms.Node), TestTimeouts.Process);
            await task.RpcCallAsync(node.Name, ErlTerm.Atom("m"), ErlTerm.Atom("asked"), []);

            // A suspended server does not answer.
            await task.CallAsync(supervisor, ErlTerm.Atom("which_children"), TestTimeouts.Process);
            await Distribution.Otp.Sys.SysCalls.SuspendAsync(task, supervisor, TestTimeouts.Process);
            return await task.CallAsync(supervisor, ErlTerm.Atom("which_children"), Timeout.InfiniteTimeSpan);
        }
    }

    [Fact]
    public async Task A_task_of_Elixir_on_our_node_ends_with_noconnection_when_our_node_is_killed()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        await using NodeProcess ours = await StartNodeAsync(world, "net2");
        await using IexPeer iex = await IexPeer.StartAsync(world, "iex");
        await iex.EvaluateAsync("t = Task.Supervisor.async_nolink({:tasks, :net2@localhost}, :timer, :sleep, [:infinity])");
        Assert.Equal("{:ok, :net2@localhost}", await iex.EvaluateAsync("Task.yield(Task.Supervisor.async_nolink({:tasks, :net2@localhost}, :erlang, :node, []), 30000)"));
        await ours.KillAsync();

        // Elixir's own words for a task whose node is lost: an exit in who waits for it.
        Assert.Equal("{:nodedown, :net2@localhost}", await iex.EvaluateAsync("try do Task.yield(t, 30000) catch :exit, {why, _} -> why end"));
    }

    private static async Task<ErlangPeer> StartElixirAsync(MixedCluster world, string name = "ex")
    {
        ErlangPeer peer = await world.StartElixirAsync(name);
        await peer.EvaluateAsync("logger:set_primary_config(level, none), {ok, _} = 'Elixir.Task.Supervisor':start_link([{name, tasks}])");
        return peer;
    }

    /// <summary>One of ours in a process of its own, which can be killed.</summary>
    private static Task<NodeProcess> StartNodeAsync(MixedCluster world, string name)
        => NodeProcess.StartAsync("TestNode", MixedCluster.CookieText, [], $"{name}@localhost", "127.0.0.1", $"{world.EpmdPort}", "60");

    private static async Task<ErlPid> StartTasksAsync(Node node)
    {
        node.Modules.Add(Timer, Sleep, 1, async (self, _) => await self.ReceiveAsync(_ => false));
        return (await node.RunAsync(self => GenServer.StartAsync(self, () => new TaskSupervisor(), new StartOptions { Name = Tasks }))).Pid;
    }

    private static Task<bool> Run(Node node, Func<ProcessContext, Task> body) => node.RunAsync(async self =>
    {
        await body(self);
        return true;
    }).WaitAsync(TestTimeouts.Process);
}
