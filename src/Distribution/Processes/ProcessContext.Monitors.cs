using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Monitors.</content>
public sealed partial class ProcessContext
{
    /// <summary>Watches a process: when it ends, <c>{'DOWN', Ref, process, What, Reason}</c> comes exactly once.</summary>
    /// <param name="target">
    /// A pid, a registered name or <c>{Name, Node}</c>; What is the pid, or <c>{Name, Node}</c> for a name. Reason is <c>noproc</c> when there is no such process.
    /// </param>
    /// <param name="options">Alias and tag.</param>
    /// <returns>Ref. A receive on it skips the messages that are here already.</returns>
    /// <exception cref="ArgumentException">The target is none of these.</exception>
    public ErlReference Monitor(ErlTerm target, MonitorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        ThrowIfDead();
        ErlTerm term = Node.ResolveMonitored(target, out ProcessContext? process, out bool isRemote);
        var watch = new Watch(options?.Alias is null ? Node.MakeReference() : Node.MakeAliasReference(Self))
        {
            Owner = this,
            Target = process,
            TargetTerm = term,
            Tag = options?.Tag ?? Atoms.Down,
            Alias = options?.Alias,
            IsMonitor = true,
        };
        Mark(watch.Reference);
        if (isRemote)
        {
            Own(watch);
            Node.Remote.Monitor(Self, term, watch.Reference);
        }
        else if (!TryWatch(watch, process))
        {
            Own(watch);
            Node.TellWatcher(watch, Atoms.Noproc);
        }

        return watch.Reference;
    }

    /// <summary>Takes a monitor back: from here on no DOWN message of it comes.</summary>
    /// <param name="reference">What <see cref="Monitor"/> returned; nothing happens when it is none, or has fired.</param>
    /// <param name="options">Whether a DOWN message that has come already is removed.</param>
    /// <returns>True when the monitor was there and has not fired.</returns>
    public bool Demonitor(ErlReference reference, DemonitorOptions options = DemonitorOptions.None)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ThrowIfDead();
        if (TakeBack(reference) is { } watch)
        {
            Node.Detach(Self, watch);
            return true;
        }

        if ((options & DemonitorOptions.Flush) != 0)
        {
            Func<ErlTerm, bool> isDown = message => message is ErlTuple { Count: 5 } down && reference.Equals(down[1]) && down[2] == Atoms.Process;
            _ = TakeSaved(isDown, reference) ?? TakeFromUnread(isDown);
        }

        return false;
    }

    private (ErlPid Pid, ErlReference Monitor) SpawnWatched(Func<ProcessContext, Task> body, SpawnOptions? options)
    {
        // The pid is not known yet: the watch gets it when the process is there, before the process can end.
        var watch = new Watch(Node.MakeReference()) { Owner = this, IsMonitor = true };
        Mark(watch.Reference);
        Own(watch);
        try
        {
            return (Node.Spawn(body, options, this, watch).Self, watch.Reference);
        }
        catch
        {
            TakeBack(watch.Reference);
            throw;
        }
    }

    /// <summary>Ties both ends of a monitor of this node. False when there is no living target.</summary>
    private bool TryWatch(Watch watch, ProcessContext? target)
    {
        if (target is null)
        {
            return false;
        }

        Relations relations = ObtainRelations();
        Relations others = target.ObtainRelations();
        if (ReferenceEquals(relations, Relations.Ended) || ReferenceEquals(others, Relations.Ended))
        {
            return false;
        }

        using var both = new PairLock(relations, Self, others, target.Self);
        if (relations.IsEnded || others.IsEnded)
        {
            return false;
        }

        (relations.Owned ??= new WatchList()).Add(watch);
        others.AddWatching(watch);
        return true;
    }

    private void Own(Watch watch)
    {
        Relations relations = ObtainRelations();
        lock (relations)
        {
            if (!relations.IsEnded)
            {
                if (watch.OtherNode is { } node && node != Node.Name)
                {
                    NoteTieTo(node, relations);
                }

                (relations.Owned ??= new WatchList()).Add(watch);
                relations.PendingSpawns += watch.Pending is null ? 0 : 1;
                return;
            }
        }

        ThrowIfDead();
    }

    private Watch? TakeBack(ErlReference reference)
    {
        if (RelationsOrNull is not { } relations)
        {
            return null;
        }

        lock (relations)
        {
            if (relations.IsEnded || relations.Owned?.Find(reference) is not { IsMonitor: true } watch)
            {
                return null;
            }

            Node.StopMonitoring(relations, watch);
            return watch;
        }
    }
}
