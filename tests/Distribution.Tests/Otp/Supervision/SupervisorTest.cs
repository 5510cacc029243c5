using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Otp.Supervision;

/// <summary>Children that can be crashed and counted.</summary>
public abstract class SupervisorTest : ProcessTest
{
    protected const int CrashReport = 2601;
    protected const int ChildTerminated = 2610;
    protected const int StartFailed = 2611;
    protected const int ShutdownFailed = 2612;
    protected const int ManyShutdownsFailed = 2613;
    protected const int GivenUp = 2614;

    /// <summary>What happened, in order: <c>+id</c> for a start, <c>-id</c> for an end in order.</summary>
    protected List<string> Events { get; } = [];

    protected static ErlTerm Boom => Term("boom");

    protected ChildSpec Child(string id, RestartKind restart = RestartKind.Permanent) => new ChildSpec(Term(id), StartOf(id)) { Restart = restart };

    /// <summary>A start of a child that traps exits and ends as it is told.</summary>
    protected Func<ProcessContext, Task<StartResult>> StartOf(string id)
        => supervisor => GenServer.StartLinkAsync(supervisor, () => new Recorded(id, Note));

    protected void Note(string what)
    {
        lock (Events)
        {
            Events.Add(what);
        }
    }

    protected string[] TakeEvents()
    {
        lock (Events)
        {
            string[] taken = [.. Events];
            Events.Clear();
            return taken;
        }
    }

    protected void AllowReports() => Log.Allow(entry => entry.Level == LogLevel.Error && entry.EventId.Id is 2601 or 2603 or >= 2610 and <= 2614, "reports");

    /// <summary>Has a child end, and waits until the supervisor has dealt with it.</summary>
    protected static async Task<IReadOnlyList<ChildInformation>> EndAsync(ProcessContext self, ErlTerm supervisor, string id, ErlTerm reason)
    {
        ErlPid pid = await PidOf(self, supervisor, id);
        ErlReference monitor = self.Monitor(pid);
        self.Cast(pid, reason);
        await self.ReceiveAsync(monitor);

        // The exit signal of the link is under way or there: a request that comes after it is answered after it.
        return await self.WhichChildrenAsync(supervisor);
    }

    protected static async Task<ErlPid> PidOf(ProcessContext self, ErlTerm supervisor, string id)
        => (await self.WhichChildrenAsync(supervisor)).Single(child => child.Id == Term(id)).Pid!;

    protected static string Shown(IReadOnlyList<ChildInformation> children)
        => string.Join(" ", children.Reverse().Select(child => child.Id + (child.IsRestarting ? "?" : child.Pid is null ? "-" : "+")));

    /// <summary>Ends with what it is told by cast.</summary>
    private sealed class Recorded(string id, Action<string> note) : GenServer
    {
        protected internal override ValueTask<InitResult> InitAsync()
        {
            Process.TrapExit = true;
            note("+" + id);
            return InitResult.Ok;
        }

        protected internal override ValueTask<HandleResult> HandleCastAsync(ErlTerm request) => HandleResult.Stop(request);

        protected internal override ValueTask TerminateAsync(ErlTerm reason)
        {
            note(reason == Atoms.Shutdown ? "-" + id : "!" + id);
            return ValueTask.CompletedTask;
        }
    }
}
