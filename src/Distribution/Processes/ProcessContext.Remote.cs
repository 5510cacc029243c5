using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Ties to processes of other nodes.</content>
public sealed partial class ProcessContext
{
    /// <summary>Another node's process has linked itself. False when this one is dead.</summary>
    internal bool TryAcceptLink(ErlPid from)
    {
        Relations relations = ObtainRelations();
        lock (relations)
        {
            if (relations.IsEnded)
            {
                return false;
            }

            // A link that this side takes back at the moment stays taken back: the other side learns it from the unlink.
            if (relations.Unlinking?.ContainsKey(from) != true)
            {
                NoteTieTo(from.Node, relations);
                (relations.Links ??= new LinkSet()).Add(from);
            }

            return true;
        }
    }

    /// <summary>
    /// Sees to it that the loss of the connection to a node finds this process. Before each tie to a process there is made; the relations, which
    /// are this process's own, are locked and not ended.
    /// </summary>
    internal void NoteTieTo(ErlAtom node, Relations relations)
    {
        NodeTie? tie = relations.NodeTies;
        while (tie is not null && tie.Node != node)
        {
            tie = tie.Next;
        }

        if (tie is null)
        {
            tie = new NodeTie(this, node) { Next = relations.NodeTies };
            relations.NodeTies = tie;
        }

        if (tie.Chain is null)
        {
            Node.Tied.Add(tie);
        }
    }

    internal Watch? FindOwned(ErlReference reference)
    {
        if (RelationsOrNull is not { } relations)
        {
            return null;
        }

        lock (relations)
        {
            return relations.Owned?.Find(reference);
        }
    }

    /// <summary>
    /// The links, monitors and spawn requests of this process to a node that is gone; null for none. Watches by that node's processes are
    /// dropped.
    /// </summary>
    internal void TakeRemoteTies(ErlAtom node, out List<ErlPid>? links, out List<Watch>? watches)
    {
        links = null;
        watches = null;
        if (RelationsOrNull is not { } relations)
        {
            return;
        }

        lock (relations)
        {
            relations.ForgetTieTo(node);
            foreach (ErlPid peer in relations.Links?.ToArray() ?? [])
            {
                if (peer.Node == node)
                {
                    (links ??= []).Add(peer);
                }
            }

            foreach (ErlPid peer in relations.Unlinking?.Keys.Where(peer => peer.Node == node).ToArray() ?? [])
            {
                relations.Unlinking!.Remove(peer);
            }

            for (Watch? watch = relations.Owned?.First; watch is not null; watch = watch.OwnedAfter)
            {
                if (watch.OtherNode == node)
                {
                    (watches ??= []).Add(watch);
                }
            }

            Watch? each = relations.Watching;
            while (each is not null)
            {
                Watch? following = each.WatchingAfter;
                if (each.RemoteOwner?.Node == node)
                {
                    relations.RemoveWatching(each);
                    Node.ForgetWatchByName(each);
                }

                each = following;
            }
        }
    }
}
