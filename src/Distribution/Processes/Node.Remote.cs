using System.Collections.Concurrent;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Signals that come from other nodes, for the layer that implements <see cref="IRemoteNodes"/>.</content>
public sealed partial class Node
{
    /// <summary>The watches of other nodes' processes that name what they watch.</summary>
    private readonly ConcurrentDictionary<(ErlPid Watcher, ErlReference Reference), Watch> _watchesByName = new();

    /// <summary>Whom the loss of a connection concerns.</summary>
    internal TiedProcesses Tied { get; } = new();

    /// <summary>Another node's process asks for a link. A missing target is answered by an exit with <c>noproc</c>.</summary>
    internal void LinkFromRemote(ErlPid from, ErlPid target)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(target);
        if (Find(target) is { } process && process.TryAcceptLink(from))
        {
            return;
        }

        _remote.LinkExit(target, from, Atoms.Noproc);
    }

    /// <summary>Another node's process takes a link back. Always acknowledged, also for a process that is gone.</summary>
    /// <remarks>
    /// The acknowledgement leaves before anything else that the process sends there: a link that it makes again would be ignored by a
    /// node that still waits for the acknowledgement.
    /// </remarks>
    internal void UnlinkFromRemote(ErlPid from, ErlPid target, ulong id)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(target);
        if (Find(target)?.RelationsOrNull is { } relations)
        {
            lock (relations)
            {
                if (!relations.IsEnded)
                {
                    relations.Links?.Remove(from);
                    _remote.UnlinkAck(target, from, id);
                    return;
                }
            }
        }

        _remote.UnlinkAck(target, from, id);
    }

    /// <summary>Another node acknowledges an unlink; an acknowledgement of an older one is ignored.</summary>
    internal void UnlinkAckFromRemote(ErlPid from, ErlPid target, ulong id)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(target);
        if (Find(target)?.RelationsOrNull is { } relations)
        {
            lock (relations)
            {
                if (relations.Unlinking is { } unlinking && unlinking.TryGetValue(from, out ulong expected) && expected == id)
                {
                    unlinking.Remove(from);
                }
            }
        }
    }

    /// <summary>An exit signal of another node's process.</summary>
    internal void ExitFromRemote(ErlPid from, ErlPid target, ErlTerm reason, ExitOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(reason);
        if (origin == ExitOrigin.Link)
        {
            ReceiveLinkExit(from, target, reason);
        }
        else if (Find(target) is { } process)
        {
            ReceiveExit(from, process, reason);
        }
    }

    /// <summary>Another node's process asks for a monitor. A missing target is answered at once with <c>noproc</c>.</summary>
    /// <param name="watcher">The watching process.</param>
    /// <param name="target">A pid of this node, a registered name, or <c>{Name, Node}</c>: repeated in the answer.</param>
    /// <param name="reference">Names the monitor.</param>
    internal void MonitorFromRemote(ErlPid watcher, ErlTerm target, ErlReference reference)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        ArgumentNullException.ThrowIfNull(reference);
        ResolveMonitored(target, out ProcessContext? process, out _);
        var watch = new Watch(reference) { RemoteOwner = watcher, Target = process, TargetTerm = target, IsMonitor = true };
        if (process?.ObtainRelations() is { } relations)
        {
            lock (relations)
            {
                if (!relations.IsEnded)
                {
                    process.NoteTieTo(watcher.Node, relations);
                    relations.AddWatching(watch);
                    NoteWatchByName(watch);
                    return;
                }
            }
        }

        _remote.MonitorExit(target, watcher, reference, Atoms.Noproc);
    }

    /// <summary>Another node's process takes a monitor back.</summary>
    internal void DemonitorFromRemote(ErlPid watcher, ErlTerm target, ErlReference reference)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        ArgumentNullException.ThrowIfNull(reference);
        ProcessContext? process;
        if (target is ErlPid)
        {
            ResolveMonitored(target, out process, out _);
        }
        else
        {
            // The name may be another process's by now, or nobody's.
            process = _watchesByName.GetValueOrDefault((watcher, reference))?.Target;
        }

        if (process?.RelationsOrNull is not { } relations)
        {
            return;
        }

        lock (relations)
        {
            for (Watch? watch = relations.Watching; watch is not null; watch = watch.WatchingAfter)
            {
                if (watch.RemoteOwner is not null && watch.Reference.Equals(reference) && watch.RemoteOwner.Equals(watcher))
                {
                    relations.RemoveWatching(watch);
                    ForgetWatchByName(watch);
                    return;
                }
            }
        }
    }

    /// <summary>What a process of this node monitors on another node ended, or cannot be reached.</summary>
    internal void DownFromRemote(ErlPid watcher, ErlReference reference, ErlTerm reason)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(reason);
        if (Find(watcher)?.FindOwned(reference) is { } watch)
        {
            TellWatcher(watch, reason);
        }
    }

    /// <summary>
    /// The connection to a node is gone: every link and monitor over it fires with <c>noconnection</c>, every spawn request is answered so.
    /// </summary>
    /// <param name="node">The other node.</param>
    /// <returns>How many processes were looked at: those with ties to the node, now or a while ago; none of the others.</returns>
    internal int ConnectionLost(ErlAtom node)
    {
        ForgetOrphans(node);
        ProcessContext[] tied = Tied.Take(node);
        foreach (ProcessContext process in tied)
        {
            process.TakeRemoteTies(node, out List<ErlPid>? links, out List<Watch>? watches);
            for (int i = 0; i < links?.Count; i++)
            {
                ReceiveLinkExit(links[i], process.Self, Atoms.Noconnection);
            }

            for (int i = 0; i < watches?.Count; i++)
            {
                if (watches[i].IsMonitor)
                {
                    TellWatcher(watches[i], Atoms.Noconnection);
                }
                else
                {
                    process.AcceptSpawnReply(watches[i].Reference, SpawnReplyFlags.None, Atoms.Noconnection, null);
                }
            }
        }

        return tied.Length;
    }

    internal void ForgetWatchByName(Watch watch)
    {
        if (watch.TargetTerm is not ErlPid && watch.RemoteOwner is { } watcher)
        {
            _watchesByName.TryRemove(new KeyValuePair<(ErlPid, ErlReference), Watch>((watcher, watch.Reference), watch));
        }
    }

    private void NoteWatchByName(Watch watch)
    {
        if (watch.TargetTerm is not ErlPid)
        {
            _watchesByName[(watch.RemoteOwner!, watch.Reference)] = watch;
        }
    }
}
