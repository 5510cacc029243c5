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
                (relations.Links ??= new LinkSet()).Add(from);
            }

            return true;
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
                if ((watch.IsMonitor && watch.Target is null && NodeOf(watch.TargetTerm) == node) || watch.Pending?.Node == node)
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

    private static ErlAtom? NodeOf(ErlTerm? target)
        => target is ErlPid pid ? pid.Node : target is ErlTuple and [_, ErlAtom node] ? node : null;
}
