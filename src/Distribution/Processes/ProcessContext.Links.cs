using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Links.</content>
public sealed partial class ProcessContext
{
    private static long s_unlinkIds;

    /// <summary>Links this process with another: when one ends, the other gets an exit signal. Linking twice is linking once.</summary>
    /// <param name="pid">When it is gone, the exit signal <c>noproc</c> comes at once.</param>
    public void Link(ErlPid pid)
    {
        ArgumentNullException.ThrowIfNull(pid);
        ThrowIfDead();
        if (!TryLink(pid, out ErlTerm? failure) && failure is not null)
        {
            if (TrapExit)
            {
                Deliver(ErlTerm.Tuple(Atoms.Exit, pid, failure));
            }
            else
            {
                Node.End(this, failure);
            }
        }

        ThrowIfDead();
    }

    /// <summary>Takes a link back. From here on no exit signal of that link comes; one that has become a message stays in the mailbox.</summary>
    /// <param name="pid">Nothing happens when there is no link to it.</param>
    public void Unlink(ErlPid pid)
    {
        ArgumentNullException.ThrowIfNull(pid);
        ThrowIfDead();
        if (RelationsOrNull is not { } relations)
        {
            return;
        }

        if (Node.IsRemote(pid))
        {
            UnlinkRemote(relations, pid);
            return;
        }

        ProcessContext? other = Node.Find(pid);
        pid = other?.Self ?? pid;
        Relations? others = other?.RelationsOrNull;
        if (others is null || ReferenceEquals(others, Relations.Ended))
        {
            lock (relations)
            {
                relations.Links?.Remove(pid);
            }

            return;
        }

        using var both = new PairLock(relations, Self, others, pid);
        relations.Links?.Remove(pid);
        if (!others.IsEnded)
        {
            // The links of an ended process are being read without the lock.
            others.Links?.Remove(Self);
        }
    }

    /// <summary>Sets up a link. False with a reason when the other process cannot be reached; false without one when this process is dead.</summary>
    internal bool TryLink(ErlPid pid, out ErlTerm? failure)
    {
        failure = null;
        Relations relations = ObtainRelations();
        if (Node.IsRemote(pid))
        {
            return TryLinkRemote(relations, pid);
        }

        ProcessContext? other = Node.Find(pid);
        if (ReferenceEquals(other, this))
        {
            return true;
        }

        pid = other?.Self ?? pid;
        Relations? others = other?.ObtainRelations();
        if (others is null || ReferenceEquals(others, Relations.Ended) || ReferenceEquals(relations, Relations.Ended))
        {
            failure = Atoms.Noproc;
            return false;
        }

        using var both = new PairLock(relations, Self, others, pid);
        if (relations.IsEnded)
        {
            return false;
        }

        if (others.IsEnded)
        {
            failure = Atoms.Noproc;
            return false;
        }

        Tie(relations, others, pid);
        return true;
    }

    /// <summary>
    /// Makes a new process known together with its link: nobody can end it, or the other one, between the two. False when there is no process
    /// to link to; it is known then, too.
    /// </summary>
    internal bool TryPublishLinked(ErlPid pid)
    {
        Relations relations = ObtainRelations();
        if (Node.IsRemote(pid))
        {
            lock (relations)
            {
                NoteTieTo(pid.Node, relations);
                (relations.Links ??= new LinkSet()).Add(pid);
            }

            Node.Table.Publish(this);
            TellLink(relations, pid);
            return true;
        }

        ProcessContext? other = Node.Find(pid);
        Relations? others = other?.ObtainRelations();
        if (others is null || ReferenceEquals(others, Relations.Ended))
        {
            Node.Table.Publish(this);
            return false;
        }

        using var both = new PairLock(relations, Self, others, other!.Self);
        Node.Table.Publish(this);
        if (others.IsEnded)
        {
            return false;
        }

        Tie(relations, others, other.Self);
        return true;
    }

    /// <summary>Both are locked.</summary>
    private void Tie(Relations relations, Relations others, ErlPid pid)
    {
        (relations.Links ??= new LinkSet()).Add(pid);
        (others.Links ??= new LinkSet()).Add(Self);
    }

    private bool TryLinkRemote(Relations relations, ErlPid pid)
    {
        lock (relations)
        {
            if (relations.IsEnded)
            {
                return false;
            }

            NoteTieTo(pid.Node, relations);
            relations.Unlinking?.Remove(pid);
            if (!(relations.Links ??= new LinkSet()).Add(pid))
            {
                return true;
            }
        }

        TellLink(relations, pid);
        return true;
    }

    /// <summary>Sends the link to the other node. The lock is not held: what comes back at once may end this process.</summary>
    private void TellLink(Relations relations, ErlPid pid)
    {
        Node.Remote.Link(Self, pid);
        ErlTerm? reason;
        lock (relations)
        {
            reason = relations.IsEnded ? relations.ExitReason : null;
        }

        if (reason is not null)
        {
            // The exit may have gone before the link, where it meant nothing. A second one means nothing either.
            Node.Remote.LinkExit(Self, pid, reason);
        }
    }

    private void UnlinkRemote(Relations relations, ErlPid pid)
    {
        ulong id = (ulong)Interlocked.Increment(ref s_unlinkIds);
        lock (relations)
        {
            if (relations.IsEnded || relations.Links is null || !relations.Links.Remove(pid))
            {
                return;
            }

            (relations.Unlinking ??= [])[pid] = id;
        }

        Node.Remote.Unlink(Self, pid, id);
    }
}
