using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Answers to spawn requests.</content>
public sealed partial class ProcessContext
{
    /// <summary>Takes the answer to a spawn request. False when this process does not wait for it (any more). Any thread.</summary>
    /// <param name="request">The reference of the request.</param>
    /// <param name="set">What has been set up at the other end.</param>
    /// <param name="result">The pid, or the reason why there is none.</param>
    /// <param name="child">The new process, when it is one of this node; not started.</param>
    internal bool AcceptSpawnReply(ErlReference request, SpawnReplyFlags set, ErlTerm result, ProcessContext? child)
    {
        if (RelationsOrNull is not { } relations || ReferenceEquals(relations, Relations.Ended))
        {
            return false;
        }

        if (child is null)
        {
            lock (relations)
            {
                return TryAccept(relations, request, set, result, null, null);
            }
        }

        Relations others = child.ObtainRelations();
        bool isGone;
        using (new PairLock(relations, Self, others, child.Self))
        {
            if (!TryAccept(relations, request, set, result, child, others))
            {
                return false;
            }

            isGone = others.IsEnded;
        }

        if (isGone)
        {
            TellOfEarlyEnd(request, set, child.Self, others.ExitReason!);
        }

        return true;
    }

    /// <summary>The relations of this process are locked, and those of a child of this node.</summary>
    private bool TryAccept(
        Relations relations, ErlReference request, SpawnReplyFlags set, ErlTerm result, ProcessContext? child, Relations? others)
    {
        if (relations.IsEnded || relations.Owned?.Find(request) is not { Pending: { } pending } watch)
        {
            return false;
        }

        watch.Pending = null;
        relations.PendingSpawns--;
        var pid = result as ErlPid;
        if (pid is not null && child is null)
        {
            NoteTieTo(pid.Node, relations);
        }

        if (pid is not null && (set & SpawnReplyFlags.Link) != 0)
        {
            (relations.Links ??= new LinkSet()).Add(pid);
            if (others is { IsEnded: false })
            {
                (others.Links ??= new LinkSet()).Add(Self);
            }
        }

        if (pid is not null && (set & SpawnReplyFlags.Monitor) != 0)
        {
            watch.IsMonitor = true;
            watch.Target = child;
            watch.TargetTerm = pid;
            watch.Alias = pending.Options.Monitor?.Alias;
            if (others is { IsEnded: false })
            {
                others.AddWatching(watch);
            }
        }
        else
        {
            relations.Owned.Remove(watch);
        }

        if (pending.WantsReply(pid is not null))
        {
            Deliver(ErlTerm.Tuple(
                pending.Options.ReplyTag ?? SpawnAtoms.SpawnReply, watch.Reference, pid is not null ? Atoms.Ok : Atoms.Error, result));
        }

        return true;
    }

    /// <summary>A new process of this node was ended before it was tied to this one.</summary>
    private void TellOfEarlyEnd(ErlReference request, SpawnReplyFlags set, ErlPid child, ErlTerm reason)
    {
        if ((set & SpawnReplyFlags.Link) != 0)
        {
            Node.ReceiveLinkExit(child, Self, reason);
        }

        if ((set & SpawnReplyFlags.Monitor) != 0 && FindOwned(request) is { } watch)
        {
            Node.TellWatcher(watch, reason);
        }
    }
}
