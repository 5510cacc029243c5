using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Monitors of this node's processes.</content>
public sealed partial class Node
{
    /// <summary>What a monitor names: the process, when it is one of this node, and the term of its DOWN message.</summary>
    internal ErlTerm ResolveMonitored(ErlTerm target, out ProcessContext? process, out bool isRemote)
    {
        process = null;
        isRemote = false;
        switch (target)
        {
            case ErlPid pid:
                process = Find(pid);
                isRemote = IsRemote(pid);
                return process?.Self ?? pid;
            case ErlAtom name:
                process = FindName(name);
                return ErlTerm.Tuple(name, Name);
            case ErlTuple and [ErlAtom name, ErlAtom node]:
                isRemote = node != Name;
                process = isRemote ? null : FindName(name);
                return target;
            default:
                throw new ArgumentException("A monitor is of a pid, a registered name or {Name, Node}.", nameof(target));
        }
    }

    /// <summary>Sends the DOWN message, unless the monitor has been taken back.</summary>
    internal void TellWatcher(Watch watch, ErlTerm reason)
    {
        if (watch.Owner is null)
        {
            ForgetWatchByName(watch);
            _remote.MonitorExit(watch.TargetTerm!, watch.RemoteOwner!, watch.Reference, reason);
            return;
        }

        Relations relations = watch.Owner.RelationsOrNull!;
        lock (relations)
        {
            if (relations.IsEnded || !watch.IsMonitor)
            {
                return;
            }

            StopMonitoring(relations, watch);
            watch.Owner.Deliver(ErlTerm.Tuple(watch.Tag, watch.Reference, Atoms.Process, watch.TargetTerm!, reason));
        }
    }

    /// <summary>Ends the monitor half of a watch, and its alias when that depends on it. The owner's relations are locked.</summary>
    internal static void StopMonitoring(Relations relations, Watch watch)
    {
        watch.IsMonitor = false;
        if (watch.Alias is AliasMode.Demonitor or AliasMode.ReplyDemonitor)
        {
            watch.Alias = null;
        }

        if (!watch.IsNeeded)
        {
            relations.Owned!.Remove(watch);
        }
    }

    /// <summary>Takes a monitor off its target. No lock is held by the caller.</summary>
    internal void Detach(ErlPid owner, Watch watch)
    {
        if (watch.Target is { RelationsOrNull: { } relations })
        {
            lock (relations)
            {
                relations.RemoveWatching(watch);
            }
        }
        else if (watch.Target is null && watch.TargetTerm is not null)
        {
            _remote.Demonitor(owner, watch.TargetTerm, watch.Reference);
        }
    }
}
