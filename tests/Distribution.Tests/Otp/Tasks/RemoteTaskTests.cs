using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Tasks;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Tasks;

/// <summary>Tasks that are named by module and function. Those of other nodes, and of Elixir, are in Interop.Tests.</summary>
[Trait("Scenario", "O9")]
public sealed class RemoteTaskTests : ProcessTest
{
    private static readonly ErlAtom M = ErlTerm.Atom("m");
    private static readonly ErlAtom Wait = ErlTerm.Atom("wait");

    /// <summary>No other wait of the tests is as long.</summary>
    private static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(7);

    public RemoteTaskTests()
    {
        Node.Modules.Add(M, Wait, 1, async (self, arguments) =>
        {
            await self.ReceiveAsync(message => message.Equals(Atoms.Stop));
            return arguments[0];
        });
        Node.Modules.Add(M, ErlTerm.Atom("stubborn"), 0, async (self, _) =>
        {
            self.TrapExit = true;
            return await self.ReceiveAsync(message => message.Equals(Atoms.Stop));
        });
    }

    [Fact]
    public Task A_function_by_name_runs_under_the_supervisor_and_its_owner_gets_the_result() => RunAsync(async (self, tasks) =>
    {
        ProcessTask<ErlTerm> task = await self.AsyncNoLinkAsync(tasks, M, Wait, 7);
        Assert.Equal([tasks], Node.GetProcessInformation(task.Pid)!.Links);
        Assert.Null(await self.YieldAsync(task, TimeSpan.Zero));
        self.Send(task.Pid, Atoms.Stop);

        Assert.Equal(7, await self.AwaitAsync(task));
        await Node.WhenExited(task.Pid);
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
    });

    [Fact]
    public Task Tools_see_the_function_that_the_task_runs() => RunAsync(async (self, tasks) =>
    {
        ErlPid task = await self.StartTaskAsync(tasks, M, Wait, 7);
        while (Node.GetProcessInformation(task)!.Status != ProcessStatus.Waiting)
        {
            await Task.Yield();
        }

        Assert.Equal(Term("{m,wait,1}"), Node.GetProcessInformation(task)!.Dictionary.Single(pair => pair.Key.Equals(Atoms.InitialCall)).Value);
    });

    [Fact]
    public async Task A_function_that_is_not_exported_is_the_outcome_undef()
    {
        Log.Expect(2601);
        await RunAsync(async (self, tasks) =>
        {
            ProcessTask<ErlTerm> task = await self.AsyncNoLinkAsync(tasks, M, ErlTerm.Atom("such"), 1);
            TaskOutcome<ErlTerm> outcome = (await self.YieldAsync(task))!.Value;
            Assert.Equal(Term("undef"), Assert.IsType<ErlTuple>(outcome.ExitReason, exactMatch: false)[0]);
            Assert.True(Node.IsAlive(tasks));
        });
    }

    [Fact]
    public Task A_task_ends_when_its_owner_does_before_it_says_what_to_run() => RunAsync(async (self, tasks) =>
    {
        ErlPid owner = self.Spawn(WaitForStop);
        ErlPid task = await StartedAsync(self, tasks, owner, "monitor");
        self.Monitor(task);
        while (!Node.GetProcessInformation(owner)!.MonitoredBy.Contains(task))
        {
            await Task.Yield();
        }

        self.Send(owner, Atoms.Stop);
        Assert.Equal(Term("{shutdown,normal}"), ((ErlTuple)await self.ReceiveAsync())[4]);
    });

    [Fact]
    public async Task A_task_waits_five_seconds_for_what_to_run()
    {
        Log.Expect(2601);
        await RunAsync(async (self, tasks) =>
        {
            ErlPid task = await StartedAsync(self, tasks, self.Self, "monitor");
            self.Monitor(task);
            await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5));
            Clock.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal(Atoms.Timeout, ((ErlTuple)await self.ReceiveAsync())[4]);
        });
    }

    [Fact]
    public Task One_task_is_ended_on_request_and_one_that_does_not_end_is_killed() => RunAsync(async (self, tasks) =>
    {
        ErlPid willing = await self.StartTaskAsync(tasks, M, Wait, 1);
        ErlPid other = await self.StartTaskAsync(tasks, M, Wait, 2);
        Assert.Equal(Atoms.Ok, await self.CallAsync(tasks, ErlTerm.Tuple(Term("terminate_child"), willing)));
        Assert.Equal(Term("{error,not_found}"), await self.CallAsync(tasks, ErlTerm.Tuple(Term("terminate_child"), willing)));
        Assert.Equal(Term("{error,not_found}"), await self.CallAsync(tasks, ErlTerm.Tuple(Term("terminate_child"), self.Self)));
        Assert.True(Node.IsAlive(other) && !Node.IsAlive(willing));

        ErlPid stubborn = await self.StartTaskAsync(tasks, M, ErlTerm.Atom("stubborn"));
        while (!Node.GetProcessInformation(stubborn)!.TrapExit)
        {
            await Task.Yield();
        }

        ValueTask<ErlTerm> ended = self.CallAsync(tasks, ErlTerm.Tuple(Term("terminate_child"), stubborn), Timeout.InfiniteTimeSpan);
        await Clock.WaitForTimerAsync(Shutdown);
        Clock.Advance(Shutdown);
        Assert.Equal(Atoms.Ok, await ended);
    });

    [Theory]
    [InlineData("{start_task, [], temporary, nil}")]
    [InlineData("{start_task, [x, monitor], temporary, nil}")]
    [InlineData("{start_task, [x, [], {m, wait, x}], temporary, nil}")]
    [InlineData("{start_task, [x, [], {m, wait, [1]}], permanent, nil}")]
    [InlineData("{start_task, [x, [] | {m, wait, [1]}], temporary, nil}")]
    [InlineData("{start_task, x, temporary, nil}")]
    [InlineData("{terminate_child, x}")]
    public Task What_is_no_request_for_a_task_is_refused(string request) => RunAsync(async (self, tasks) =>
    {
        Assert.Equal(Term("{error,badarg}"), await self.CallAsync(tasks, Term(request)));
        Assert.Equal(Term("[]"), await self.CallAsync(tasks, Term("which_children")));
    });

    private static async Task<ErlPid> StartedAsync(ProcessContext self, ErlPid tasks, ErlPid owner, string how)
    {
        ErlTerm request = ErlTerm.Tuple(
            Term("start_task"), ErlTerm.List(ErlTerm.Tuple(self.Node.Name, owner, owner), ErlTerm.Atom(how)), Atoms.Temporary, Term("nil"));
        return (ErlPid)((ErlTuple)await self.CallAsync(tasks, request, Timeout.InfiniteTimeSpan))[1];
    }

    private Task RunAsync(Func<ProcessContext, ErlPid, Task> body)
        => Run(async self => await body(self, (await TaskSupervisor.StartLinkAsync(self, () => new TaskSupervisor(shutdown: Chan.Distribution.Otp.Supervision.Shutdown.After(Shutdown)))).Pid));
}
