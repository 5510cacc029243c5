using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Otp.Tasks;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Tasks;

public sealed class TaskSupervisorTests : ProcessTest
{
    private const int UnexpectedMessage = 2604;

    [Fact]
    public Task What_it_does_not_know_harms_none_of_its_tasks() => Run(async self =>
    {
        Log.Expect(UnexpectedMessage);
        ErlPid tasks = (await TaskSupervisor.StartLinkAsync(self, () => new TaskSupervisor())).Pid;
        ProcessTask<int> task = await self.AsyncNoLinkAsync(tasks, async process =>
        {
            await WaitForStop(process);
            return 1;
        });
        self.Cast(tasks, Term("hello"));
        self.Send(tasks, Term("hello"));

        Assert.Equal(Term("{error,badarg}"), await self.CallAsync(tasks, Term("hello")));
        self.Send(task.Pid, Atoms.Stop);
        Assert.Equal(1, await self.AwaitAsync(task));
    });

    [Fact]
    public async Task A_full_node_refuses_a_task_and_keeps_those_that_run()
    {
        await using var node = new Node(new NodeRuntimeOptions { LoggerFactory = Log, TimeProvider = Clock, MaxProcesses = 4 });
        await node.RunAsync(async self =>
        {
            ErlPid tasks = (await TaskSupervisor.StartLinkAsync(self, () => new TaskSupervisor())).Pid;
            var started = new List<ErlPid>();
            TermException refusal = await Assert.ThrowsAsync<TermException>(async () =>
            {
                while (started.Count < 10)
                {
                    started.Add(await self.StartTaskAsync(tasks, WaitForStop));
                }
            });

            Assert.Equal(Term("system_limit"), refusal.Reason);
            Assert.NotEmpty(started);
            Assert.All(started, pid => Assert.True(node.IsAlive(pid)));
            return true;
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void It_has_room_for_one_task_at_least(int maxChildren)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new TaskSupervisor(maxChildren));

    [Fact]
    public Task Tasks_are_killed_at_once_when_it_gives_them_no_time() => Run(async self =>
    {
        ErlPid tasks = (await TaskSupervisor.StartLinkAsync(self, () => new TaskSupervisor(shutdown: Shutdown.BrutalKill))).Pid;
        ErlPid task = await self.StartTaskAsync(tasks, async process =>
        {
            process.TrapExit = true;
            await process.ReceiveAsync(message => message == Atoms.Stop);
        });
        Task<ErlTerm> end = ExitOf(task);
        await self.StopAsync(tasks);

        Assert.Equal(Atoms.Killed, await end);
    });
}
