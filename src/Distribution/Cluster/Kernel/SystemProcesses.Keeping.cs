using Chan.Distribution.Cluster.Global;
using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Kernel;

/// <content>The keeper.</content>
internal sealed partial class SystemProcesses
{
    /// <summary>More ends of one process than this within <see cref="RestartPeriod"/> are a fault that a restart does not mend.</summary>
    public const int MaxRestarts = 10;

    public static readonly TimeSpan RestartPeriod = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What ended a process may last a while: it is started again at once the first time, and each further time within <see cref="RestartPeriod"/>
    /// after a pause that is longer by this.
    /// </summary>
    public static readonly TimeSpan RestartPause = TimeSpan.FromMilliseconds(100);

    private async Task KeepAsync(ProcessContext self)
    {
        self.TrapExit = true;
        var running = new Dictionary<ErlPid, SystemProcess>();
        try
        {
            foreach (SystemProcess process in _processes)
            {
                Start(self, process, running);
            }

            Export();
        }
#pragma warning disable CA1031 // Whatever it is, who started the processes is told, and nothing is left behind.
        catch (Exception fault) when (fault is not ProcessEndedException)
#pragma warning restore CA1031
        {
            await StopAllAsync(self, running).ConfigureAwait(false);
            _started.TrySetException(fault);
            return;
        }

        _exported.TrySetResult();
        _started.TrySetResult();
        bool isGivenUp = await WatchAsync(self, running).ConfigureAwait(false);
        await StopAllAsync(self, running).ConfigureAwait(false);
        if (isGivenUp)
        {
            TakeBack();
            await _nodes.LeaveAsync().ConfigureAwait(false);
        }
    }

    /// <summary>True when a process ended too often, false when the owner stops them.</summary>
    private async Task<bool> WatchAsync(ProcessContext self, Dictionary<ErlPid, SystemProcess> running)
    {
        var waiting = new Dictionary<ErlReference, SystemProcess>();
        while (await self.ReceiveAsync().ConfigureAwait(false) is var message && !message.Equals(Atoms.Stop))
        {
            bool goesOn = message switch
            {
                ErlTuple and [ErlAtom label, ErlPid pid, var reason] when label == Atoms.Exit && running.Remove(pid, out SystemProcess? ended)
                    => TryPlan(self, ended, reason, waiting),
                ErlTuple and [ErlAtom label, ErlReference timer, _] when label == Atoms.Timeout && waiting.Remove(timer, out SystemProcess? due)
                    => TryRestart(self, due, running, waiting),
                _ => true,
            };
            if (!goesOn)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Notes the end of a process and when it starts again. False when that was once too often.</summary>
    private bool TryPlan(ProcessContext self, SystemProcess process, ErlTerm reason, Dictionary<ErlReference, SystemProcess> waiting)
    {
        if (process.Name == GlobalAtoms.NameServer)
        {
            GlobalNames.Forget(_node);
        }

        long now = _node.TimeProvider.GetTimestamp();
        process.Ends.Enqueue(now);
        while (_node.TimeProvider.GetElapsedTime(process.Ends.Peek(), now) > RestartPeriod)
        {
            process.Ends.Dequeue();
        }

        if (process.Ends.Count > MaxRestarts)
        {
            SystemLog.GaveUp(_logger, process.Name, ReasonText.Of(reason), MaxRestarts, RestartPeriod);
            return false;
        }

        TimeSpan pause = RestartPause * (process.Ends.Count - 1);
        waiting[self.StartTimer(pause, self.Self, process.Name)] = process;
        SystemLog.ProcessEnded(_logger, process.Name, ReasonText.Of(reason), pause);
        return true;
    }

    private bool TryRestart(
        ProcessContext self, SystemProcess process, Dictionary<ErlPid, SystemProcess> running, Dictionary<ErlReference, SystemProcess> waiting)
    {
        try
        {
            Start(self, process, running);
            return true;
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException)
        {
            // Somebody has the name, or the node is full: both may pass, like what ends a process.
            return TryPlan(self, process, ExitReasons.Of(fault), waiting);
        }
    }

    private void Start(ProcessContext self, SystemProcess process, Dictionary<ErlPid, SystemProcess> running)
    {
        Func<ProcessContext, Task> body = process.MakeBody();
        ErlPid pid = self.SpawnLink(
            async its =>
            {
                // What it is asked before everything is there waits in its mailbox.
                await _exported.Task.ConfigureAwait(false);
                await body(its).ConfigureAwait(false);
            },
            new SpawnOptions { Name = process.Name });
        running[pid] = process;
        if (process.Name == Atoms.User)
        {
            // Also for what runs on another node for a process of this one: its output comes here.
            _node.DefaultGroupLeader = pid;
        }
    }

    private async Task StopAllAsync(ProcessContext self, Dictionary<ErlPid, SystemProcess> running)
    {
        foreach (SystemProcess process in _processes.Reverse())
        {
            foreach (ErlPid pid in running.Where(pair => pair.Value == process).Select(pair => pair.Key))
            {
                ErlReference monitor = self.Monitor(pid);
                self.Exit(pid, Atoms.Shutdown);
                await self.ReceiveAsync(monitor).ConfigureAwait(false);
            }
        }

        _exported.TrySetCanceled();
    }

    /// <summary>A process to keep.</summary>
    private sealed class SystemProcess(ErlAtom name, Func<Func<ProcessContext, Task>> makeBody)
    {
        public ErlAtom Name { get; } = name;

        public Func<Func<ProcessContext, Task>> MakeBody { get; } = makeBody;

        /// <summary>When it ended, within <see cref="RestartPeriod"/>.</summary>
        public Queue<long> Ends { get; } = new();
    }
}
