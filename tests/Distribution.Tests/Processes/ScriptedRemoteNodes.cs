using System.Collections.Concurrent;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Processes;

/// <summary>Other nodes that only note what they are told; a test plays their side through the node's entry points.</summary>
internal sealed class ScriptedRemoteNodes : IRemoteNodes
{
    private readonly ConcurrentQueue<ErlTerm> _calls = new();

    /// <summary>What the node has said since the last time, as tuples that begin with the name of the signal.</summary>
    public ErlTerm[] Take()
    {
        var taken = new List<ErlTerm>();
        while (_calls.TryDequeue(out ErlTerm? call))
        {
            taken.Add(call);
        }

        return [.. taken];
    }

    public static ErlTerm Call(string name, params ReadOnlySpan<ErlTerm> arguments) => ErlTerm.Tuple([ErlTerm.Atom(name), .. arguments]);

    /// <summary>What the next sends return: completes when there is room again.</summary>
    public Task Room { get; set; } = Task.CompletedTask;

    /// <summary>A node that gets the messages and the answers to spawn requests at once.</summary>
    public Node? Delivers { get; set; }

    /// <summary>What the next sends throw.</summary>
    public Exception? SendFault { get; set; }

    /// <summary>Answers spawn requests where they are made; null notes them and leaves the answer to the test.</summary>
    public Action<SpawnRequest>? OnSpawn { get; set; }

    /// <summary>Runs while a link of this process is on its way and has not left yet.</summary>
    public Action<ErlPid>? OnLink { get; set; }

    /// <summary>Runs when the end of this process is told to the one that it is linked to, before who monitors it hears of it.</summary>
    public Action<ErlPid>? OnLinkExit { get; set; }

    public ValueTask Send(ErlPid from, ErlTerm destination, ErlTerm message)
    {
        if (SendFault is not null)
        {
            throw SendFault;
        }

        Note("send", from, destination, message);
        Delivers?.SendFromRemote(destination, message);
        return new ValueTask(Room);
    }

    public void Link(ErlPid from, ErlPid to)
    {
        OnLink?.Invoke(from);
        Note("link", from, to);
    }

    public void Unlink(ErlPid from, ErlPid to, ulong id) => Note("unlink", from, to, (long)id);

    public void UnlinkAck(ErlPid from, ErlPid to, ulong id) => Note("unlink_ack", from, to, (long)id);

    public void LinkExit(ErlPid from, ErlPid to, ErlTerm reason)
    {
        OnLinkExit?.Invoke(from);
        Note("link_exit", from, to, reason);
    }

    public void Exit(ErlPid from, ErlPid to, ErlTerm reason) => Note("exit", from, to, reason);

    public void Monitor(ErlPid watcher, ErlTerm target, ErlReference reference) => Note("monitor", watcher, target, reference);

    public void Demonitor(ErlPid watcher, ErlTerm target, ErlReference reference) => Note("demonitor", watcher, target, reference);

    public void MonitorExit(ErlTerm target, ErlPid watcher, ErlReference reference, ErlTerm reason)
        => Note("monitor_exit", target, watcher, reference, reason);

    public void GroupLeader(ErlPid leader, ErlPid member) => Note("group_leader", leader, member);

    public void Spawn(SpawnRequest request)
    {
        Note(
            "spawn",
            request.Reference,
            request.From,
            request.GroupLeader,
            request.Node,
            ErlTerm.Tuple(request.Module, request.Function, ErlTerm.List([.. request.Arguments])),
            ErlTerm.List([.. request.Options]));
        OnSpawn?.Invoke(request);
    }

    public void SpawnReply(ErlReference request, ErlPid to, SpawnReplyFlags set, ErlTerm result)
    {
        Note("spawn_reply", request, to, (int)set, result);
        Delivers?.SpawnReplyFromRemote(request, to, set, result);
    }

    public void MonitorNode(ErlPid process, ErlAtom node, bool on) => Note("monitor_node", process, node, on);

    private void Note(string name, params ReadOnlySpan<ErlTerm> arguments) => _calls.Enqueue(Call(name, arguments));
}
