using Chan.Terms;

namespace Chan.Distribution.Processes.Signals;

/// <content>Ties to other nodes. All under the lock.</content>
internal sealed partial class Relations
{
    /// <summary>A process with more ties than this counts as tied, without a look at each of them.</summary>
    private const int MaxLookedAt = 32;

    /// <summary>Whether there may be a tie to a process of this node.</summary>
    public bool HasTiesTo(ErlAtom node)
        => Links?.MayHoldOneOf(node) == true
            || Unlinking is { Count: > 0 }
            || Owned?.Count > MaxLookedAt
            || WatchingCount > MaxLookedAt
            || OwnsWatchOf(node)
            || IsWatchedFrom(node);

    /// <summary>The node is gone, and the ties to it are being told.</summary>
    public void ForgetTieTo(ErlAtom node)
    {
        NodeTie? before = null;
        for (NodeTie? tie = NodeTies; tie is not null; before = tie, tie = tie.Next)
        {
            if (tie.Node != node)
            {
                continue;
            }

            if (tie.Chain is null)
            {
                NodeTies = before is null ? tie.Next : NodeTies;
                before?.Next = tie.Next;
            }

            return;
        }
    }

    private bool OwnsWatchOf(ErlAtom node)
    {
        for (Watch? watch = Owned?.First; watch is not null; watch = watch.OwnedAfter)
        {
            if (watch.OtherNode == node)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsWatchedFrom(ErlAtom node)
    {
        for (Watch? watch = Watching; watch is not null; watch = watch.WatchingAfter)
        {
            if (watch.RemoteOwner?.Node == node)
            {
                return true;
            }
        }

        return false;
    }
}
