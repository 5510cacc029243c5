using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>The end of processes and what follows from it.</content>
public sealed partial class Node
{
    /// <summary>Processes that the end of another one ends too, on this thread: a queue, because a chain of links may be long.</summary>
    [ThreadStatic]
    private static Queue<(ProcessContext Process, ErlTerm Reason)>? s_ending;

    /// <summary>Whether a process of this node is alive.</summary>
    /// <param name="pid">A pid; those of other nodes count as not alive.</param>
    public bool IsAlive(ErlPid pid)
    {
        ArgumentNullException.ThrowIfNull(pid);
        return Find(pid) is { IsDead: false };
    }

    /// <summary>Calls back once when a process of this node ends: for tables of the layers above. False when it is gone already.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="callback">Runs on the thread that ends the process, without locks; must be short and must not throw.</param>
    internal bool NotifyExit(ErlPid pid, Action<ErlPid> callback) => Find(pid)?.TryAddExitCallback(callback) == true;

    /// <summary>Takes one <see cref="NotifyExit"/> back.</summary>
    internal void ForgetExit(ErlPid pid, Action<ErlPid> callback) => Find(pid)?.RemoveExitCallback(callback);

    /// <summary>Sends an exit signal.</summary>
    internal void SendExit(ErlPid from, ErlPid target, ErlTerm reason)
    {
        if (!IsLocal(target))
        {
            if (IsRemote(target))
            {
                _remote.Exit(from, target, reason);
            }

            return;
        }

        if (Find(target) is { } process)
        {
            ReceiveExit(from, process, reason);
        }
    }

    /// <summary>An exit signal of <c>exit/2</c> arrives.</summary>
    internal void ReceiveExit(ErlPid from, ProcessContext target, ErlTerm reason)
    {
        if (reason.Equals(Atoms.Kill))
        {
            End(target, Atoms.Killed);
        }
        else if (target.TrapExit)
        {
            target.Deliver(ExitMessage(from, reason));
        }
        else if (!reason.Equals(Atoms.Normal) || from.Equals(target.Self))
        {
            End(target, reason);
        }
    }

    /// <summary>The exit signal of a link arrives.</summary>
    internal void ReceiveLinkExit(ErlPid from, ErlPid target, ErlTerm reason)
    {
        if (Find(target) is not { RelationsOrNull: { } relations } process)
        {
            return;
        }

        lock (relations)
        {
            if (relations.IsEnded || relations.Links?.Remove(from) != true)
            {
                relations.Unlinking?.Remove(from);
                return;
            }

            if (process.TrapExit)
            {
                process.Deliver(ExitMessage(from, reason));
                return;
            }
        }

        if (!reason.Equals(Atoms.Normal))
        {
            End(process, reason);
        }
    }

    /// <summary>Ends a process: dead at once, then its links and monitors are told. False when it was dead before.</summary>
    internal bool End(ProcessContext process, ErlTerm reason)
    {
        if (s_ending is { } outer)
        {
            // Inside another end on this thread, which sees to it before it returns.
            outer.Enqueue((process, reason));
            return true;
        }

        if (!process.TryDie(reason, out ProcessContext.Ending ending))
        {
            return false;
        }

        if (ending.Relations is null)
        {
            return true;
        }

        s_ending = new Queue<(ProcessContext, ErlTerm)>(0);
        try
        {
            Announce(process, ending, reason);
            while (s_ending.TryDequeue(out (ProcessContext Process, ErlTerm Reason) next))
            {
                if (next.Process.TryDie(next.Reason, out ending) && ending.Relations is not null)
                {
                    Announce(next.Process, ending, next.Reason);
                }
            }
        }
        finally
        {
            s_ending = null;
        }

        return true;
    }

    /// <summary>Ends all processes at the same moment: none is told of another one's end, which it would take for a fault.</summary>
    private void EndAll()
    {
        var ended = new List<(ProcessContext Process, ProcessContext.Ending Ending)>();
        foreach (ProcessContext process in Table.Snapshot())
        {
            if (process.TryDie(Atoms.Killed, out ProcessContext.Ending ending) && ending.Relations is not null)
            {
                ended.Add((process, ending));
            }
        }

        foreach ((ProcessContext process, ProcessContext.Ending ending) in ended)
        {
            Announce(process, ending, Atoms.Killed);
        }
    }

    private static ErlTuple ExitMessage(ErlPid from, ErlTerm reason) => ErlTerm.Tuple(Atoms.Exit, from, reason);

    private void Announce(ProcessContext process, ProcessContext.Ending ending, ErlTerm reason)
    {
        Relations relations = ending.Relations!;
        if (relations.Links is { Count: > 0 } links)
        {
            foreach (ErlPid peer in links.ToArray())
            {
                TellLink(process.Self, peer, reason);
            }
        }

        for (Watch? watch = ending.Watching; watch is not null;)
        {
            Watch? following = watch.WatchingAfter;
            watch.WatchingAfter = null;
            watch.WatchingBefore = null;
            TellWatcher(watch, reason);
            watch = following;
        }

        for (Watch? watch = relations.Owned?.First; watch is not null; watch = watch.OwnedAfter)
        {
            if (watch.IsMonitor)
            {
                Detach(process.Self, watch);
            }
        }

        relations.Timer?.Dispose();
        for (SendTimer? timer = relations.SendTimers; timer is not null; timer = timer.After)
        {
            _timers.TryRemove(timer.Reference, out _);
            timer.Dispose();
        }

        foreach (HostWait wait in relations.Waits ?? [])
        {
            wait.Source.TrySetResult(reason);
        }

        foreach (Action<ErlPid> callback in relations.ExitCallbacks ?? [])
        {
            callback(process.Self);
        }

        if (relations.Exiting is { } exiting)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static state => state.Node.FireExitToken(state.Self, state.exiting), (Node: this, process.Self, exiting), preferLocal: true);
        }
    }

    private void TellLink(ErlPid from, ErlPid peer, ErlTerm reason)
    {
        if (IsLocal(peer))
        {
            ReceiveLinkExit(from, peer, reason);
        }
        else
        {
            _remote.LinkExit(from, peer, reason);
        }
    }

    /// <summary>Runs callbacks of user code, hence on its own work item and behind a catch.</summary>
    private void FireExitToken(ErlPid pid, CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException error)
        {
            NodeLog.ExitCallbackThrew(_logger, pid, error.InnerException?.GetType().FullName ?? nameof(AggregateException));
        }
    }
}
