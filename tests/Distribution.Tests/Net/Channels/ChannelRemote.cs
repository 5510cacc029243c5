using Chan.Distribution.Net.Channels;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Net.Channels;

/// <summary>Other nodes of which there is one, at the end of one channel.</summary>
internal sealed class ChannelRemote : IRemoteNodes
{
    public Channel Channel { get; set; } = null!;

    public ValueTask Send(ErlPid from, ErlTerm destination, ErlTerm message) => Channel.Send(from, destination, message);

    public void Link(ErlPid from, ErlPid to) => Channel.Link(from, to);

    public void Unlink(ErlPid from, ErlPid to, ulong id) => Channel.Unlink(from, to, id);

    public void UnlinkAck(ErlPid from, ErlPid to, ulong id) => Channel.UnlinkAck(from, to, id);

    public void LinkExit(ErlPid from, ErlPid to, ErlTerm reason) => Channel.LinkExit(from, to, reason);

    public void Exit(ErlPid from, ErlPid to, ErlTerm reason) => Channel.Exit(from, to, reason);

    public void Monitor(ErlPid watcher, ErlTerm target, ErlReference reference) => Channel.Monitor(watcher, target, reference);

    public void Demonitor(ErlPid watcher, ErlTerm target, ErlReference reference) => Channel.Demonitor(watcher, target, reference);

    public void MonitorExit(ErlTerm target, ErlPid watcher, ErlReference reference, ErlTerm reason)
        => Channel.MonitorExit(target, watcher, reference, reason);

    public void GroupLeader(ErlPid leader, ErlPid member) => Channel.GroupLeader(leader, member);

    public void Spawn(SpawnRequest request) => Channel.Spawn(request);

    public void SpawnReply(ErlReference request, ErlPid to, SpawnReplyFlags set, ErlTerm result) => Channel.SpawnReply(request, to, set, result);

    public void MonitorNode(ErlPid process, ErlAtom node, bool on)
        => throw new NotSupportedException("A channel knows nothing of nodes.");
}
