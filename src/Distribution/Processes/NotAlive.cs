using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <summary>The other nodes of a node that is part of no cluster: there are none.</summary>
internal sealed class NotAlive(Node node) : IRemoteNodes
{
    public void Send(ErlPid from, ErlTerm destination, ErlTerm message)
    {
    }

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
}
