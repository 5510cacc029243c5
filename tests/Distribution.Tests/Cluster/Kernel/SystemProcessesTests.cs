using Chan.Distribution.Cluster.Kernel;
using Chan.Distribution.Processes;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Cluster.Kernel;

public sealed class SystemProcessesTests : ClusterTest
{
    [Fact]
    public async Task A_system_process_that_is_killed_is_started_again()
    {
        Log.Expect(LogLevel.Warning, "System process rex ended with killed");
        ErlPid before = Node.WhereIs(Atoms.Rex)!;
        Node.Exit(before, Atoms.Kill);
        await Log.WaitForAsync(entry => entry.Level == LogLevel.Warning);
        while (Node.WhereIs(Atoms.Rex) is null)
        {
            await Task.Yield();
        }

        Assert.NotEqual(before, Node.WhereIs(Atoms.Rex));
        await AssertRexAnswers();
    }

    [Fact]
    public async Task When_one_ends_again_and_again_all_stop_and_the_log_says_so()
    {
        Log.Allow(LogLevel.Warning, "System process rex ended");
        Log.Expect(LogLevel.Critical, "rex");
        for (int i = 0; i <= SystemProcesses.MaxRestarts; i++)
        {
            ErlPid? pid;
            while ((pid = Node.WhereIs(Atoms.Rex)) is null)
            {
                await Task.Yield();
            }

            Node.Exit(pid, Atoms.Kill);
            await ExitOf(pid);
        }

        await Log.WaitForAsync(entry => entry.Level == LogLevel.Critical);
    }

    [Fact]
    public async Task Ends_that_are_far_apart_are_no_reason_to_stop()
    {
        Log.Allow(LogLevel.Warning, "System process rex ended");
        for (int i = 0; i <= SystemProcesses.MaxRestarts; i++)
        {
            ErlPid pid = Node.WhereIs(Atoms.Rex)!;
            Node.Exit(pid, Atoms.Kill);
            while (Node.WhereIs(Atoms.Rex) is not { } next || next == pid)
            {
                await Task.Yield();
            }

            Clock.Advance(SystemProcesses.RestartPeriod);
        }

        await AssertRexAnswers();
    }

    [Fact]
    public async Task Stopped_they_leave_no_process_behind()
    {
        Assert.NotEqual(0, Node.ProcessCount);
        await StopSystemAsync();
        Assert.Equal(0, Node.ProcessCount);
    }

    private Task AssertRexAnswers() => Run(async self =>
    {
        self.Send(Atoms.Rex, ErlTerm.Tuple(self.Self, ErlTerm.Atom("features_request")));
        Assert.Equal(Term("{features_reply,nonode@nohost,[erpc]}"), await self.ReceiveAsync());
    });
}
