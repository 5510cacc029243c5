using Chan.Distribution.Otp.Applications;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Otp.Applications;

/// <summary>All applications end in a defined time, and nothing of them is left.</summary>
[Trait("Scenario", "O5")]
public sealed class ApplicationLimitTests : ApplicationTest
{
    private const int Crashed = 2643;
    private const int Killed = 2645;

    [Fact]
    public async Task A_start_that_never_ends_is_killed_after_its_time_and_nobody_waits_on()
    {
        Log.Expect(Killed);
        ApplicationController controller = await ApplicationController.StartAsync(
            Node, new ApplicationControllerOptions { UnfinishedStartTimeout = TimeSpan.FromSeconds(7) });
        var slow = new FakeApplication("slow")
        {
            Starting = async self =>
            {
                self.SpawnLink(WaitForStop);
                self.Spawn(static lost => WaitForEver(lost));
                await WaitForEver(self);
            },
        };
        controller.Load(slow);
        Task start = controller.StartAsync(slow.Name);
        await slow.Entered.Task.WaitAsync(TestTimeouts.Long);
        Task disposed = controller.DisposeAsync().AsTask();
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(7));
        Assert.False(disposed.IsCompleted);
        Clock.Advance(TimeSpan.FromSeconds(7));
        await disposed.WaitAsync(TestTimeouts.Long);

        Assert.Equal("terminating", await ReasonOf(start));
        Assert.Equal(Atoms.Shutdown, await controller.Ended.WaitAsync(TestTimeouts.Long));
        Assert.Equal(0, Node.ProcessCount);
    }

    [Fact]
    public async Task Starts_that_never_end_are_killed_at_the_same_time_when_a_permanent_application_ends()
    {
        Log.Expect(Killed);
        Log.Expect(2642);
        Log.Expect(2601);
        await using ApplicationController controller = await ApplicationController.StartAsync(Node);
        var main = new FakeApplication("main");
        FakeApplication[] slow = [Endless("one"), Endless("two")];
        controller.Load(main);
        await controller.StartAsync(main.Name, RestartKind.Permanent);
        var starts = new List<Task>();
        foreach (FakeApplication each in slow)
        {
            controller.Load(each);
            starts.Add(controller.StartAsync(each.Name));
            await each.Entered.Task.WaitAsync(TestTimeouts.Long);
        }

        Node.Send(main.Top(Node), Term("boom"));
        await Clock.WaitForTimersAsync(2);
        Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("{application_terminated,main,boom}", (await controller.Ended.WaitAsync(TestTimeouts.Long)).ToString());
        Assert.All(await Task.WhenAll(starts.Select(ReasonOf)), reason => Assert.Equal("terminating", reason));
    }

    [Fact]
    public async Task An_application_that_does_not_stop_is_killed_after_its_time_and_the_older_ones_stop_in_order()
    {
        Log.Expect(Killed);
        ApplicationController controller = await ApplicationController.StartAsync(
            Node, new ApplicationControllerOptions { ShutdownTimeout = TimeSpan.FromSeconds(3) });
        var stopped = new TaskCompletionSource();
        var old = new FakeApplication("old") { PreparingStop = _ => Task.FromResult(stopped.TrySetResult()) };
        var stuck = new FakeApplication("stuck") { PreparingStop = WaitForEver };
        controller.Load(old);
        controller.Load(stuck);
        await controller.StartAsync(old.Name);
        await controller.StartAsync(stuck.Name);
        Task disposed = controller.DisposeAsync().AsTask();
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(3));
        Assert.False(stopped.Task.IsCompleted);
        Clock.Advance(TimeSpan.FromSeconds(3));
        await disposed.WaitAsync(TestTimeouts.Long);

        Assert.True(stopped.Task.IsCompleted);
        Assert.Equal(0, Node.ProcessCount);
    }

    [Fact]
    public async Task A_stop_that_takes_for_ever_does_not_keep_the_end_of_all_from_its_limit()
    {
        Log.Expect(Killed);
        ApplicationController controller = await ApplicationController.StartAsync(
            Node, Controlled() with { ShutdownTimeout = TimeSpan.FromSeconds(3) });
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stuck = new FakeApplication("stuck")
        {
            PreparingStop = async self =>
            {
                entered.TrySetResult();
                await WaitForEver(self);
            },
        };
        controller.Load(stuck);
        await controller.StartAsync(stuck.Name);
        Task stop = controller.StopAsync(stuck.Name);
        await entered.Task.WaitAsync(TestTimeouts.Long);
        var queued = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ErlTerm> waits = Run(async self =>
        {
            RequestId start = self.SendRequest(Name("application_controller"), Term("{start_application, stuck, temporary}"));
            await self.CallAsync(Name("application_controller"), Term("{is_running, stuck}"), Timeout.InfiniteTimeSpan);
            queued.SetResult();
            return (await self.ReceiveResponseAsync(start))!.GetReply();
        });
        await queued.Task.WaitAsync(TestTimeouts.Long);
        Assert.Equal(0, Clock.ArmedTimers);
        Task disposed = controller.DisposeAsync().AsTask();
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(3));
        Clock.Advance(TimeSpan.FromSeconds(3));
        await disposed.WaitAsync(TestTimeouts.Long);

        await stop.WaitAsync(TestTimeouts.Long);
        Assert.Equal("{error,terminating}", (await waits).ToString());
        Assert.Equal(0, Node.ProcessCount);
    }

    [Fact]
    public async Task What_is_left_of_an_application_when_it_has_stopped_is_killed()
    {
        await using ApplicationController controller = await ApplicationController.StartAsync(Node);
        var lost = new TaskCompletionSource<ErlPid>(TaskCreationOptions.RunContinuationsAsynchronously);
        var part = new FakeApplication("part")
        {
            Starting = self =>
            {
                // Linked to nobody, and a child of a child.
                self.Spawn(child =>
                {
                    lost.TrySetResult(child.Spawn(WaitForEver));
                    return Task.CompletedTask;
                });
                return Task.CompletedTask;
            },
        };
        controller.Load(part);
        await controller.StartAsync(part.Name);
        Task<ErlTerm> end = ExitOf(await lost.Task.WaitAsync(TestTimeouts.Long));
        await controller.StopAsync(part.Name);

        Assert.Equal(Atoms.Killed, await end);
    }

    [Fact]
    public async Task A_start_that_fails_leaves_no_process()
    {
        Log.Allow(entry => entry.EventId.Id == 2643, "the report");
        ApplicationController controller = await ApplicationController.StartAsync(Node);
        var part = new FakeApplication("part")
        {
            Starting = async self =>
            {
                self.Spawn(WaitForEver);
                await self.StartProcessLinkAsync(Term("{part, init, 1}"), async (top, ack) =>
                {
                    top.TrapExit = true;
                    ack.Ok();
                    await WaitForEver(top);
                });
                throw TermException.Exit(Term("boom"));
            },
        };
        controller.Load(part);

        Assert.Equal("{bad_return,{{'FakeApplication',start,[normal,[]]},{'EXIT',boom}}}", await ReasonOf(controller.StartAsync(part.Name)));
        await controller.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        Assert.Equal(0, Node.ProcessCount);
    }

    [Theory]
    [InlineData("application_controller")]
    [InlineData("master")]
    public async Task A_kill_from_outside_leaves_no_process(string victim)
    {
        Log.Allow(entry => entry.EventId.Id == Crashed, "the report");
        await using ApplicationController controller = await ApplicationController.StartAsync(Node);
        var part = new FakeApplication("part") { Starting = self => Task.FromResult(self.Spawn(WaitForEver)) };
        controller.Load(part);
        await controller.StartAsync(part.Name);
        ErlPid pid = Node.WhereIs(Name(victim)) ?? Node.GetProcessInformation(part.Top(Node))!.GroupLeader;
        IReadOnlyList<ErlPid> before = Node.GetProcesses();
        await Run(self =>
        {
            self.Exit(pid, Atoms.Kill);
            return Task.CompletedTask;
        });
        foreach (ErlPid each in before.Where(each => !each.Equals(Node.WhereIs(Name("application_controller")))))
        {
            await ExitOf(each);
        }

        if (victim == "master")
        {
            // The controller goes on, and notices.
            await Log.WaitForAsync(Crashed);
        }

        Assert.Empty(controller.Running);
        Assert.Equal(victim != "master", controller.Ended.IsCompleted);
    }

    private static FakeApplication Endless(string name) => new(name) { Starting = WaitForEver };

    private static async Task WaitForEver(ProcessContext self)
    {
        self.TrapExit = true;
        await self.ReceiveAsync(static _ => false);
    }
}
