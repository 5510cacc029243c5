using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Net.Channels;

/// <summary>Other nodes that take every signal and answer none.</summary>
internal sealed class NotedRemote : IRemoteNodes
{
    private long _signals;

    /// <summary>How many signals there were.</summary>
    public long Signals => Interlocked.Read(ref _signals);

    public ValueTask Send(ErlPid from, ErlTerm destination, ErlTerm message)
    {
        Note();
        return default;
    }

    public void Link(ErlPid from, ErlPid to) => Note();

    public void Unlink(ErlPid from, ErlPid to, ulong id) => Note();

    public void UnlinkAck(ErlPid from, ErlPid to, ulong id) => Note();

    public void LinkExit(ErlPid from, ErlPid to, ErlTerm reason) => Note();

    public void Exit(ErlPid from, ErlPid to, ErlTerm reason) => Note();

    public void Monitor(ErlPid watcher, ErlTerm target, ErlReference reference) => Note();

    public void Demonitor(ErlPid watcher, ErlTerm target, ErlReference reference) => Note();

    public void MonitorExit(ErlTerm target, ErlPid watcher, ErlReference reference, ErlTerm reason) => Note();

    public void GroupLeader(ErlPid leader, ErlPid member) => Note();

    public void Spawn(SpawnRequest request) => Note();

    public void SpawnReply(ErlReference request, ErlPid to, SpawnReplyFlags set, ErlTerm result) => Note();

    public void MonitorNode(ErlPid process, ErlAtom node, bool on) => Note();

    private void Note() => Interlocked.Increment(ref _signals);
}
