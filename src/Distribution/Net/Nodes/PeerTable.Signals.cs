using Chan.Distribution.Net.Channels;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Net.Nodes;

/// <content>The signals, each in three forms: to a channel that is up, to one that will be, and what answers it when there is none.</content>
internal sealed partial class PeerTable
{
    public ValueTask Send(ErlPid from, ErlTerm destination, ErlTerm message)
    {
        ErlAtom name = NodeOf(destination);
        if (Find(name)?.Channel is { } channel)
        {
            return channel.Send(from, destination, message);
        }

        Post(name, SignalKind.Message, new QueuedSignal(up => up.Send(from, destination, message)), out ValueTask room);
        return room;
    }

    /// <summary>
    /// Sends a message only if the connection is up: the <c>noconnect</c> option of <c>erlang:send/3</c>. One that cannot be taken ends the
    /// connection: who sends so keeps tables in step with the peer.
    /// </summary>
    /// <param name="from">The sender.</param>
    /// <param name="destination">As for <see cref="Send"/>.</param>
    /// <param name="message">The message.</param>
    /// <param name="room">Completes when the sender may go on.</param>
    /// <returns>False when the connection is not up.</returns>
    public bool TrySend(ErlPid from, ErlTerm destination, ErlTerm message, out ValueTask room)
    {
        room = ValueTask.CompletedTask;
        while (Find(NodeOf(destination)) is { Connection: not null } peer)
        {
            if (peer.Channel is { } channel)
            {
                room = channel.SendOrEnd(from, destination, message);
                return true;
            }

            var signal = new QueuedSignal(up => up.SendOrEnd(from, destination, message));
            PostOutcome outcome = peer.Post(signal, SignalKind.Message, AutoConnect.Never, out room, out _);
            if (outcome == PostOutcome.Overflow && peer.Disconnect(out Connection? connection))
            {
                connection?.Channel.Close(ChannelEnd.ConnectionClosed);
            }

            if (outcome != PostOutcome.Up)
            {
                return outcome == PostOutcome.Done;
            }
        }

        return false;
    }

    public void Link(ErlPid from, ErlPid to)
        => Post(
            to.Node,
            SignalKind.Tie,
            new QueuedSignal(up => up.Link(from, to), () => node.ExitFromRemote(to, from, Atoms.Noconnection, ExitOrigin.Link)));

    public void Unlink(ErlPid from, ErlPid to, ulong id)
        => Post(to.Node, SignalKind.Untie, new QueuedSignal(up => up.Unlink(from, to, id)));

    public void UnlinkAck(ErlPid from, ErlPid to, ulong id)
        => Post(to.Node, SignalKind.Reply, new QueuedSignal(up => up.UnlinkAck(from, to, id)));

    public void LinkExit(ErlPid from, ErlPid to, ErlTerm reason)
        => Post(to.Node, SignalKind.Untie, new QueuedSignal(up => up.LinkExit(from, to, reason)));

    public void Exit(ErlPid from, ErlPid to, ErlTerm reason)
        => Post(to.Node, SignalKind.Message, new QueuedSignal(up => up.Exit(from, to, reason)));

    public void Monitor(ErlPid watcher, ErlTerm target, ErlReference reference)
        => Post(
            NodeOf(target),
            SignalKind.Tie,
            new QueuedSignal(up => up.Monitor(watcher, target, reference), () => node.DownFromRemote(watcher, reference, Atoms.Noconnection)));

    public void Demonitor(ErlPid watcher, ErlTerm target, ErlReference reference)
        => Post(NodeOf(target), SignalKind.Untie, new QueuedSignal(up => up.Demonitor(watcher, target, reference)));

    public void MonitorExit(ErlTerm target, ErlPid watcher, ErlReference reference, ErlTerm reason)
        => Post(watcher.Node, SignalKind.Reply, new QueuedSignal(up => up.MonitorExit(target, watcher, reference, reason)));

    public void GroupLeader(ErlPid leader, ErlPid member)
        => Post(member.Node, SignalKind.Message, new QueuedSignal(up => up.GroupLeader(leader, member)));

    public void Spawn(SpawnRequest request)
        => Post(
            request.Node,
            SignalKind.Tie,
            new QueuedSignal(
                up => up.Spawn(request),
                () => node.SpawnReplyFromRemote(request.Reference, request.From, SpawnReplyFlags.None, Atoms.Noconnection)));

    public void SpawnReply(ErlReference request, ErlPid to, SpawnReplyFlags set, ErlTerm result)
        => Post(to.Node, SignalKind.Reply, new QueuedSignal(up => up.SpawnReply(request, to, set, result)));

    public void MonitorNode(ErlPid process, ErlAtom node, bool on)
    {
        if (!on)
        {
            monitors.Remove(process, node);
            return;
        }

        monitors.Add(process, node);
        while (true)
        {
            Peer peer = Obtain(node);
            switch (peer.Want(_isClosed ? AutoConnect.Never : mode, out Attempt? dial))
            {
                case PostOutcome.Retired:
                    DropIfUnknown(peer);
                    continue;
                case PostOutcome.Refused:
                    DropIfUnknown(peer);
                    TellNodedown(process, node);
                    return;
                default:
                    if (dial is not null)
                    {
                        layer.StartDial(peer, dial);
                    }

                    return;
            }
        }
    }

    private static ErlAtom NodeOf(ErlTerm destination) => destination switch
    {
        ErlPid pid => pid.Node,
        ErlReference reference => reference.Node,
        ErlTuple and [_, ErlAtom name] => name,
        _ => throw new ArgumentException("A process of another node is named by a pid, an alias or {Name, Node}.", nameof(destination)),
    };

    private static TermException SystemLimit(ErlAtom name)
        => TermException.Error(ErlTerm.Atom("system_limit"), ErlTerm.List(ErlTerm.Tuple(ErlTerm.Atom("connection"), name)));

    private void TellNodedown(ErlPid process, ErlAtom name)
    {
        if (monitors.Remove(process, name))
        {
            node.Send(process, ErlTerm.Tuple(Atoms.Nodedown, name));
        }
    }
}
