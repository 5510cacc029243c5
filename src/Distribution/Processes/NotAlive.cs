using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <summary>The other nodes of a node that is part of no cluster: there are none.</summary>
internal sealed class NotAlive(Node node) : IRemoteNodes
{
    public ValueTask Send(ErlPid from, ErlTerm destination, ErlTerm message) => ValueTask.CompletedTask;

    public void Link(ErlPid from, ErlPid to) => node.ExitFromRemote(to, from, Atoms.Noconnection, ExitOrigin.Link);

    public void Unlink(ErlPid from, ErlPid to, ulong id) => node.UnlinkAckFromRemote(to, from, id);

    public void UnlinkAck(ErlPid from, ErlPid to, ulong id)
    {
    }

    public void LinkExit(ErlPid from, ErlPid to, ErlTerm reason)
    {
    }

    public void Exit(ErlPid from, ErlPid to, ErlTerm reason)
    {
    }

    public void Monitor(ErlPid watcher, ErlTerm target, ErlReference reference)
        => node.DownFromRemote(watcher, reference, Atoms.Noconnection);

    public void Demonitor(ErlPid watcher, ErlTerm target, ErlReference reference)
    {
    }

    public void MonitorExit(ErlTerm target, ErlPid watcher, ErlReference reference, ErlTerm reason)
    {
    }

    public void GroupLeader(ErlPid leader, ErlPid member)
    {
    }

    public void Spawn(SpawnRequest request)
        => node.SpawnReplyFromRemote(request.Reference, request.From, SpawnReplyFlags.None, Atoms.Noconnection);

    public void SpawnReply(ErlReference request, ErlPid to, SpawnReplyFlags set, ErlTerm result)
    {
    }

    public void MonitorNode(ErlPid process, ErlAtom nodeName, bool on)
    {
        if (on)
        {
            node.SendFromRemote(process, ErlTerm.Tuple(Atoms.Nodedown, nodeName));
        }
    }
}
