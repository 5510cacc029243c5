using Chan.Distribution.Cluster.Kernel;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Cluster.Kernel;

public sealed class SystemProcessesTests : ClusterTest
{
    private readonly Dictionary<ErlAtom, ErlPid> _killed = [];

    [Fact]
    public async Task A_system_process_that_is_killed_is_started_again_at_once_and_then_after_a_pause()
    {
        Log.Expect(LogLevel.Warning, "System process rex ended with killed");
        ErlPid first = Node.WhereIs(Atoms.Rex)!;
        Node.Exit(first, Atoms.Kill);
        await UntilAsync(() => Node.WhereIs(Atoms.Rex) is { } next && next != first);
        await AssertRexAnswers();

        Node.Exit(Node.WhereIs(Atoms.Rex)!, Atoms.Kill);
        await Clock.WaitForTimerAsync(SystemProcesses.RestartPause);
        Assert.Null(Node.WhereIs(Atoms.Rex));
        Clock.Advance(SystemProcesses.RestartPause);
        await UntilAsync(() => Node.WhereIs(Atoms.Rex) is not null);
        await AssertRexAnswers();
    }

    [Fact]
    public async Task When_one_ends_again_and_again_all_stop_and_the_log_says_so()
    {
        Log.Allow(LogLevel.Warning, "System process rex ended");
        Log.Expect(LogLevel.Critical, "System process rex ended with killed");
        for (int i = 0; i <= SystemProcesses.MaxRestarts; i++)
        {
            await KillAsync(Atoms.Rex, i);
        }

        await Log.WaitForAsync(entry => entry.Level == LogLevel.Critical);
        await UntilAsync(() => Node.ProcessCount == 0);
        Assert.Empty(Node.RegisteredNames);
        Assert.Equal(Node.HostPid, Node.Spawn(WaitForStop) is { } pid ? Node.GetProcessInformation(pid)!.GroupLeader : null);
    }

    [Fact]
    public async Task Ends_of_different_processes_are_not_counted_together()
    {
        Log.Allow(LogLevel.Warning, "System process");
        for (int i = 0; i < SystemProcesses.MaxRestarts - 2; i++)
        {
            await KillAsync(Atoms.Rex, i);
            await KillAsync(Atoms.User, i);
        }

        await PauseAsync(Atoms.Rex, SystemProcesses.MaxRestarts - 2);
        await UntilAsync(() => Node.WhereIs(Atoms.Rex) is not null);
        await AssertRexAnswers();
    }

    [Fact]
    public async Task Ends_that_are_far_apart_are_no_reason_to_stop()
    {
        Log.Allow(LogLevel.Warning, "System process rex ended");
        for (int i = 0; i <= SystemProcesses.MaxRestarts; i++)
        {
            await KillAsync(Atoms.Rex, endsBefore: 0);
            await UntilAsync(() => Node.WhereIs(Atoms.Rex) is { } next && next != _killed[Atoms.Rex]);
            Clock.Advance(SystemProcesses.RestartPeriod + TimeSpan.FromTicks(1));
        }

        await AssertRexAnswers();
    }

    [Fact]
    public async Task A_name_that_somebody_has_taken_meanwhile_is_waited_for()
    {
        Log.Allow(LogLevel.Warning, "System process rex ended");
        await KillAsync(Atoms.Rex, endsBefore: 0);
        await KillAsync(Atoms.Rex, endsBefore: 1);
        ErlPid other = SpawnIdle(new SpawnOptions { Name = Atoms.Rex });
        await PauseAsync(Atoms.Rex, ends: 2);
        await PauseAsync(Atoms.Rex, ends: 3);
        await EndsAsync(Atoms.Rex, 4);
        Node.Send(other, Atoms.Stop);
        await ExitOf(other);
        await PauseAsync(Atoms.Rex, ends: 4);
        await UntilAsync(() => Node.WhereIs(Atoms.Rex) is not null);
        await AssertRexAnswers();
    }

    [Fact]
    public async Task Stopped_they_leave_no_process_behind()
    {
        Assert.NotEqual(0, Node.ProcessCount);
        await StopSystemAsync();
        Assert.Equal(0, Node.ProcessCount);
    }

    /// <summary>Waits until a process runs that ended so often before, letting the pause pass that follows, and ends it.</summary>
    private async Task KillAsync(ErlAtom name, int endsBefore)
    {
        await PauseAsync(name, endsBefore);
        await UntilAsync(() => Node.WhereIs(name) is { } next && next != _killed.GetValueOrDefault(name));
        ErlPid pid = Node.WhereIs(name)!;
        _killed[name] = pid;
        Node.Exit(pid, Atoms.Kill);
        await ExitOf(pid);
    }

    /// <summary>Lets the pause pass that follows so many ends of a process.</summary>
    private async Task PauseAsync(ErlAtom name, int ends)
    {
        await EndsAsync(name, ends);
        if (ends > 1)
        {
            Clock.Advance(SystemProcesses.RestartPause * (ends - 1));
        }
    }

    private Task EndsAsync(ErlAtom name, int ends) => UntilAsync(
        () => Log.Entries.Count(entry => entry.Message.StartsWith($"System process {name} ended", StringComparison.Ordinal)) >= ends);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var tooLate = new CancellationTokenSource(TestTimeouts.Long);
        while (!condition())
        {
            tooLate.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private Task AssertRexAnswers() => Run(async self =>
    {
        self.Send(Atoms.Rex, ErlTerm.Tuple(self.Self, ErlTerm.Atom("features_request")));
        Assert.Equal(Term("{features_reply,nonode@nohost,[erpc]}"), await self.ReceiveAsync());
    });
}
