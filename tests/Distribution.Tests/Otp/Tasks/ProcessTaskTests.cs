using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Otp.Tasks;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Tasks;

[Trait("Scenario", "O9")]
public sealed class ProcessTaskTests : ProcessTest
{
    private const int CrashReport = 2601;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public Task A_task_runs_in_a_process_of_its_own_and_its_owner_gets_the_result() => Run(async self =>
    {
        ProcessTask<(ErlPid, string)> first = self.Async(process => Task.FromResult((process.Self, "one")));
        ProcessTask<ErlTerm> second = self.Async(process => process.ReceiveAsync().AsTask());
        self.Send(second.Pid, Term("hello"));

        Assert.Equal(Term("hello"), await self.AwaitAsync(second));
        Assert.Equal((first.Pid, "one"), await self.AwaitAsync(first));
        Assert.NotEqual(self.Self, first.Pid);
        await self.Node.WhenExited(first.Pid);
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
    });

    [Fact]
    public Task Waiting_too_long_is_an_exit_and_a_late_result_is_dropped() => Run(async self =>
    {
        ProcessTask<int> task = self.Async(async process =>
        {
            await WaitForStop(process);
            return 1;
        });
        Task<int> waiting = self.AwaitAsync(task, Second);
        await Clock.WaitForTimerAsync(Second);
        Clock.Advance(Second);
        TermException failure = await Assert.ThrowsAsync<TermException>(() => waiting);
        self.Send(task.Pid, Atoms.Stop);
        await self.Node.WhenExited(task.Pid);

        Assert.Equal(
            ErlTerm.Tuple(Atoms.Timeout, ErlTerm.Tuple(Term("task"), Term("await"), ErlTerm.List(task.Pid, 1000))), failure.Reason);
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        await Assert.ThrowsAsync<InvalidOperationException>(() => self.AwaitAsync(task));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_task_that_was_waited_for_in_vain_can_still_be_ended(bool kill) => Run(async self =>
    {
        ProcessTask<int> task = self.Async(async process =>
        {
            await WaitForStop(process);
            return 1;
        });
        Task<int> waiting = self.AwaitAsync(task, Second);
        await Clock.WaitForTimerAsync(Second);
        Clock.Advance(Second);
        await Assert.ThrowsAsync<TermException>(() => waiting);

        Assert.Null(kill ? await self.KillAsync(task) : await self.ShutdownAsync(task));
        Assert.False(Node.IsAlive(task.Pid));
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        Assert.Contains("has been received", (await Assert.ThrowsAsync<InvalidOperationException>(() => self.ShutdownAsync(task))).Message, StringComparison.Ordinal);
    });

    [Fact]
    public Task A_task_that_ended_after_it_was_given_up_is_ended_already() => Run(async self =>
    {
        ProcessTask<int> task = self.Async(async process =>
        {
            await WaitForStop(process);
            return 1;
        });
        await Assert.ThrowsAsync<TermException>(() => self.AwaitAsync(task, TimeSpan.Zero));
        self.Send(task.Pid, Atoms.Stop);
        await ExitOf(task.Pid);

        Assert.Contains("given up", (await Assert.ThrowsAsync<InvalidOperationException>(() => self.YieldAsync(task))).Message, StringComparison.Ordinal);
        Assert.Equal(Atoms.Noproc, (await self.ShutdownAsync(task))?.ExitReason);
    });

    [Fact]
    public async Task A_crash_ends_the_owner_by_the_link()
    {
        Log.Expect(CrashReport);
        ErlPid owner = Node.Spawn(async self =>
        {
            await WaitForStop(self);
            await self.AwaitAsync(self.Async<int>(_ => throw TermException.Error(Term("boom"))));
        });
        Task<ErlTerm> end = ExitOf(owner);
        Node.Send(owner, Atoms.Stop);

        Assert.Equal(Term("boom"), ((ErlTuple)await end)[0]);
    }

    [Fact]
    public async Task An_owner_that_traps_exits_gets_the_reason_from_the_wait()
    {
        await Run(async self =>
        {
            self.TrapExit = true;
            ProcessTask<int> task = self.Async<int>(_ => throw TermException.Exit(Atoms.Shutdown));

            TermException failure = await Assert.ThrowsAsync<TermException>(() => self.AwaitAsync(task));
            Assert.Equal(ErlTerm.Tuple(Atoms.Shutdown, ErlTerm.Tuple(Term("task"), Term("await"), ErlTerm.List(task.Pid, 5000))), failure.Reason);
            Assert.Equal(ErlTerm.Tuple(Atoms.Exit, task.Pid, Atoms.Shutdown), await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task A_task_ends_with_its_owner()
    {
        var task = new TaskCompletionSource<ErlPid>();
        ErlPid owner = Node.Spawn(async self =>
        {
            task.SetResult(self.Async(process => process.ReceiveAsync().AsTask()).Pid);
            await WaitForStop(self);
        });
        ErlPid pid = await task.Task;
        Node.Exit(owner, Atoms.Kill);

        await ExitOf(pid);
    }

    [Fact]
    public Task Only_the_owner_may_wait() => Run(async self =>
    {
        ProcessTask<int> task = self.Async(_ => Task.FromResult(1));

        await Assert.ThrowsAsync<InvalidOperationException>(() => Node.RunAsync(other => other.AwaitAsync(task)));
        Assert.Equal(1, await self.AwaitAsync(task));
    });

    [Fact]
    public Task A_task_that_is_not_done_can_be_asked_again() => Run(async self =>
    {
        ProcessTask<string> task = self.Async(async process =>
        {
            await WaitForStop(process);
            return "done";
        });
        Assert.Null(await self.YieldAsync(task, TimeSpan.Zero));
        self.Send(task.Pid, Atoms.Stop);
        TaskOutcome<string>? outcome = await self.YieldAsync(task, Timeout.InfiniteTimeSpan);

        Assert.Equal("done", outcome?.Value);
        await Assert.ThrowsAsync<InvalidOperationException>(() => self.YieldAsync(task, TimeSpan.Zero));
    });

    [Fact]
    public Task A_shutdown_ends_the_task_and_not_its_owner() => Run(async self =>
    {
        ProcessTask<ErlTerm> waiting = self.Async(process => process.ReceiveAsync().AsTask());
        Assert.Null(await self.ShutdownAsync(waiting));
        Assert.False(self.Node.IsAlive(waiting.Pid));
        ProcessTask<int> done = self.Async(_ => Task.FromResult(1));
        await self.Node.WhenExited(done.Pid);
        Assert.Equal(1, (await self.ShutdownAsync(done))?.Value);
        ProcessTask<ErlTerm> killed = self.Async(process => process.ReceiveAsync().AsTask());
        Assert.Null(await self.KillAsync(killed));
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
    });

    [Fact]
    public Task A_task_that_does_not_heed_the_shutdown_is_killed() => Run(async self =>
    {
        ProcessTask<ErlTerm> task = self.Async(async process =>
        {
            process.TrapExit = true;
            self.Node.Send(self.Self, Atoms.Ok);
            return await process.ReceiveAsync(message => message == Atoms.Stop);
        });
        Assert.Equal(Atoms.Ok, await self.ReceiveAsync(message => message == Atoms.Ok));
        Task<TaskOutcome<ErlTerm>?> ending = self.ShutdownAsync(task, Second);
        await Clock.WaitForTimerAsync(Second);
        Clock.Advance(Second);

        Assert.Null(await ending);
        Assert.False(self.Node.IsAlive(task.Pid));
    });

    [Fact]
    public async Task A_crash_under_a_supervisor_is_an_outcome_to_look_at()
    {
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            ErlPid supervisor = (await GenServer.StartLinkAsync(self, () => new TaskSupervisor())).Pid;
            ProcessTask<int> good = await self.AsyncNoLinkAsync(supervisor, _ => Task.FromResult(1));
            ProcessTask<int> bad = await self.AsyncNoLinkAsync<int>(supervisor, _ => throw TermException.Error(Term("boom")));

            Assert.Equal(1, await self.AwaitAsync(good));
            TaskOutcome<int>? outcome = await self.YieldAsync(bad);
            Assert.False(outcome?.IsOk);
            Assert.Equal(Term("boom"), ((ErlTuple)outcome?.ExitReason!)[0]);
            Assert.Equal(Term("[]"), await ChildrenOnceAsync(self, supervisor, 0));
        });
    }

    [Fact]
    public Task A_supervisor_takes_its_tasks_along_and_bounds_their_number() => Run(async self =>
    {
        // Another time than that of calls, whose timers may still be armed.
        var given = TimeSpan.FromSeconds(7);
        ErlPid supervisor = (await GenServer.StartLinkAsync(self, () => new TaskSupervisor(2, Shutdown.After(given)))).Pid;
        ErlPid child = await self.StartTaskAsync(supervisor, WaitForStop);
        ProcessTask<ErlTerm> stubborn = await self.AsyncNoLinkAsync(supervisor, async process =>
        {
            process.TrapExit = true;
            process.Send(self.Self, Atoms.Ok);
            return await process.ReceiveAsync(message => message == Atoms.Stop);
        });
        Assert.Equal(Atoms.Ok, await self.ReceiveAsync(message => message == Atoms.Ok));
        TermException full = await Assert.ThrowsAsync<TermException>(() => self.StartTaskAsync(supervisor, WaitForStop));
        Assert.Equal(Term("max_children"), full.Reason);
        Assert.Equal(Term("[{specs, 2}, {active, 2}, {supervisors, 0}, {workers, 2}]"), await self.CallAsync(supervisor, Term("count_children")));
        Task stopping = self.Node.StopAsync(supervisor);
        await self.Node.WhenExited(child);
        await Clock.WaitForTimerAsync(given);
        Clock.Advance(given);
        await stopping;

        Assert.Equal(Atoms.Killed, (await self.YieldAsync(stubborn))?.ExitReason);
        TermException gone = await Assert.ThrowsAsync<TermException>(() => self.StartTaskAsync(supervisor, WaitForStop));
        Assert.Equal(Atoms.Noproc, ((ErlTuple)gone.Reason)[0]);
    });

    [Fact]
    public Task A_message_that_a_server_received_tells_of_its_task() => Run(async self =>
    {
        ProcessTask<ErlTerm> task = self.Async(_ => Task.FromResult(Term("{answer, 42}")));
        ErlTerm message = await self.ReceiveAsync();

        Assert.Equal(ErlTerm.Tuple(task.Reference, Term("{answer, 42}")), message);
        Assert.False(self.TryReadOutcome(task, Term("{other, 42}"), out _));
        Assert.True(self.TryReadOutcome(task, message, out TaskOutcome<ErlTerm>? outcome));
        Assert.Equal(Term("{answer, 42}"), outcome.Value.Value);
    });

    /// <summary>The children as soon as there are so many: the supervisor hears of an end after the owner of the task may have.</summary>
    private static async Task<ErlTerm> ChildrenOnceAsync(ProcessContext self, ErlPid supervisor, int count)
    {
        while (true)
        {
            if (await self.CallAsync(supervisor, Term("which_children"), Timeout.InfiniteTimeSpan) is ErlList { IsProper: true } children && children.Count == count)
            {
                return children;
            }
        }
    }
}
