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

        (relations.Links ??= new LinkSet()).Add(pid);
        (others.Links ??= new LinkSet()).Add(Self);
        return true;
    }

    private bool TryLinkRemote(Relations relations, ErlPid pid)
    {
        lock (relations)
        {
            if (relations.IsEnded)
            {
                return false;
            }

            relations.Unlinking?.Remove(pid);
            if (!(relations.Links ??= new LinkSet()).Add(pid))
            {
                return true;
            }
        }

        Node.Remote.Link(Self, pid);
        return true;
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
