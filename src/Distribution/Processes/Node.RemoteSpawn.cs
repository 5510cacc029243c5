using System.Collections.Concurrent;
using Chan.Distribution.Processes.Scheduling;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Processes that other nodes ask for, and the answers of other nodes.</content>
public sealed partial class Node
{
    /// <summary>The spawn requests with a link of processes that ended. Each goes with its answer or with the connection.</summary>
    private readonly ConcurrentDictionary<ErlReference, Orphan> _orphans = new();

    /// <summary>
    /// Another node's process asks for a process. Always answered, and before anything else that the new process causes there. A function
    /// that is not exported is no error: the process ends with <c>undef</c>.
    /// </summary>
    internal void SpawnFromRemote(SpawnRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!SpawnAtoms.TryRead(request.Options, out SpawnReplyFlags wanted))
        {
            _remote.SpawnReply(request.Reference, request.From, SpawnReplyFlags.None, SpawnAtoms.Badopt);
            return;
        }

        if (CreateFor(request, null) is not { } child)
        {
            _remote.SpawnReply(request.Reference, request.From, SpawnReplyFlags.None, SpawnAtoms.SystemLimit);
            return;
        }

        ErlTerm? ended = TieAndReply(child, request, wanted);
        if (ended is not null && (wanted & SpawnReplyFlags.Link) != 0)
        {
            _remote.LinkExit(child.Self, request.From, ended);
        }

        if (ended is not null && (wanted & SpawnReplyFlags.Monitor) != 0)
        {
            _remote.MonitorExit(child.Self, request.From, request.Reference, ended);
        }

        Scheduler.Enqueue(child);
    }

    /// <summary>
    /// A process ends before the answers to its spawn requests. What starts nevertheless with a link is told the reason, as if the link
    /// had been there. The relations are locked.
    /// </summary>
    internal void NoteOrphans(Relations relations, ErlTerm reason)
    {
        for (Watch? watch = relations.Owned!.First; watch is not null; watch = watch.OwnedAfter)
        {
            if (watch.Pending is { Options.Link: true } pending)
            {
                _orphans[watch.Reference] = new Orphan(pending.Node, reason);
            }
        }
    }

    /// <summary>Another node answers a spawn request. An answer that nobody waits for any more ends the link and the monitor it tells of.</summary>
    internal void SpawnReplyFromRemote(ErlReference request, ErlPid to, SpawnReplyFlags set, ErlTerm result)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(result);
        bool isAccepted = Find(to)?.AcceptSpawnReply(request, set, result, null) == true;
        _orphans.TryRemove(request, out Orphan? orphan);
        if (isAccepted || result is not ErlPid child)
        {
            return;
        }

        if ((set & SpawnReplyFlags.Link) != 0)
        {
            _remote.LinkExit(to, child, orphan?.Reason ?? SpawnAtoms.Abandoned);
        }

        if ((set & SpawnReplyFlags.Monitor) != 0)
        {
            _remote.Demonitor(to, child, request);
        }
    }

    /// <summary>A process of this node asks for a process on this node.</summary>
    internal void SpawnForOwn(ProcessContext from, SpawnRequest request, Func<ProcessContext, Task>? body)
    {
        if (!SpawnAtoms.TryRead(request.Options, out SpawnReplyFlags wanted))
        {
            from.AcceptSpawnReply(request.Reference, SpawnReplyFlags.None, SpawnAtoms.Badopt, null);
        }
        else if (CreateFor(request, body) is not { } child)
        {
            from.AcceptSpawnReply(request.Reference, SpawnReplyFlags.None, SpawnAtoms.SystemLimit, null);
        }
        else
        {
            if (!from.AcceptSpawnReply(request.Reference, wanted, child.Self, child) && _orphans.TryRemove(request.Reference, out Orphan? orphan)
                && orphan.Reason != Atoms.Normal)
            {
                // The asking process was ended meanwhile.
                End(child, orphan.Reason);
            }

            Scheduler.Enqueue(child);
        }
    }

    /// <summary>Makes <paramref name="leader"/> the group leader of a process of this node.</summary>
    internal void GroupLeaderFromRemote(ErlPid leader, ErlPid member)
    {
        ArgumentNullException.ThrowIfNull(leader);
        ArgumentNullException.ThrowIfNull(member);
        Find(member)?.SetGroupLeader(leader);
    }

    /// <summary>A message of another node. Dropped when there is no such process, name or alias.</summary>
    /// <param name="destination">A pid, a registered name, or a reference that is an alias.</param>
    /// <param name="message">The message.</param>
    internal void SendFromRemote(ErlTerm destination, ErlTerm message)
    {
        ArgumentNullException.ThrowIfNull(message);
        switch (destination)
        {
            case ErlPid pid:
                Find(pid)?.Deliver(message);
                break;
            case ErlAtom name:
                FindName(name)?.Deliver(message);
                break;
            case ErlReference reference when IsOwnIdentity(reference.Node, reference.Creation):
                DeliverToAlias(CanonicalReference(reference), message);
                break;
            default:
                break;
        }
    }

    private ProcessContext? CreateFor(SpawnRequest request, Func<ProcessContext, Task>? body)
        => Volatile.Read(ref _disposed) != 0
            ? null
            : TryCreate(
                body ?? Modules.BodyOf(request.Module, request.Function, request.Arguments),
                new SpawnOptions { GroupLeader = request.GroupLeader },
                parent: null,
                watch: null);

    /// <summary>Sets up the ties of a new process and answers. The reason of its end when the process was ended before.</summary>
    private ErlTerm? TieAndReply(ProcessContext child, SpawnRequest request, SpawnReplyFlags wanted)
    {
        Relations relations = child.ObtainRelations();
        lock (relations)
        {
            // Under the lock: if the process is ended from here on, what follows from that comes behind the answer.
            _remote.SpawnReply(request.Reference, request.From, wanted, child.Self);
            if (relations.IsEnded)
            {
                return relations.ExitReason;
            }

            if (wanted != SpawnReplyFlags.None)
            {
                child.NoteTieTo(request.From.Node, relations);
            }

            if ((wanted & SpawnReplyFlags.Link) != 0)
            {
                (relations.Links ??= new LinkSet()).Add(request.From);
            }

            if ((wanted & SpawnReplyFlags.Monitor) != 0)
            {
                relations.AddWatching(
                    new Watch(request.Reference) { RemoteOwner = request.From, Target = child, TargetTerm = child.Self, IsMonitor = true });
            }

            return null;
        }
    }

    private void ForgetOrphans(ErlAtom node)
    {
        foreach (KeyValuePair<ErlReference, Orphan> orphan in _orphans)
        {
            if (orphan.Value.Node == node)
            {
                _orphans.TryRemove(orphan.Key, out _);
            }
        }
    }

    private sealed record Orphan(ErlAtom Node, ErlTerm Reason);
}
