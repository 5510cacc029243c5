using System.Numerics;
using Chan.Distribution.Net.Control;
using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Net.Channels;

/// <content>Links, exits, monitors and what else is no message.</content>
/// <remarks>
/// A peer drops the connection when an unlink or the exit of a link is for an earlier incarnation of it: those are answered here, or dropped
/// (traps 15).
/// </remarks>
internal sealed partial class Channel
{
    /// <summary>See <see cref="IRemoteNodes.Link"/>.</summary>
    public void Link(ErlPid from, ErlPid to)
        => Signal(new ControlMessage { Operation = ControlOperation.Link, From = from, To = to }, from);

    /// <summary>See <see cref="IRemoteNodes.Unlink"/>.</summary>
    public void Unlink(ErlPid from, ErlPid to, ulong id)
    {
        bool isPresent = to.Creation == _peerCreation;
        if (isPresent && Has(DistributionFlags.UnlinkId))
        {
            Signal(new ControlMessage { Operation = ControlOperation.UnlinkId, Number = new BigInteger(id), From = from, To = to }, from);
            return;
        }

        if (isPresent)
        {
            Signal(new ControlMessage { Operation = ControlOperation.Unlink, From = from, To = to }, from);
        }

        // Nobody else will acknowledge it.
        _node.UnlinkAckFromRemote(to, from, id);
    }

    /// <summary>See <see cref="IRemoteNodes.UnlinkAck"/>.</summary>
    public void UnlinkAck(ErlPid from, ErlPid to, ulong id)
    {
        if (to.Creation == _peerCreation && Has(DistributionFlags.UnlinkId))
        {
            Signal(new ControlMessage { Operation = ControlOperation.UnlinkIdAck, Number = new BigInteger(id), From = from, To = to }, from);
        }
    }

    /// <summary>See <see cref="IRemoteNodes.LinkExit"/>.</summary>
    public void LinkExit(ErlPid from, ErlPid to, ErlTerm reason)
    {
        if (to.Creation == _peerCreation)
        {
            SignalExit(ControlOperation.PayloadExit, ControlOperation.Exit, new ControlMessage { From = from, To = to }, reason);
        }
    }

    /// <summary>See <see cref="IRemoteNodes.Exit"/>.</summary>
    public void Exit(ErlPid from, ErlPid to, ErlTerm reason)
        => SignalExit(ControlOperation.PayloadExit2, ControlOperation.Exit2, new ControlMessage { From = from, To = to }, reason);

    /// <summary>See <see cref="IRemoteNodes.Monitor"/>.</summary>
    public void Monitor(ErlPid watcher, ErlTerm target, ErlReference reference)
        => SignalMonitor(ControlOperation.MonitorP, watcher, target, reference);

    /// <summary>See <see cref="IRemoteNodes.Demonitor"/>.</summary>
    public void Demonitor(ErlPid watcher, ErlTerm target, ErlReference reference)
        => SignalMonitor(ControlOperation.DemonitorP, watcher, target, reference);

    /// <summary>See <see cref="IRemoteNodes.MonitorExit"/>.</summary>
    public void MonitorExit(ErlTerm target, ErlPid watcher, ErlReference reference, ErlTerm reason)
        => SignalExit(
            ControlOperation.PayloadMonitorPExit,
            ControlOperation.MonitorPExit,
            new ControlMessage { From = PidOrName(target), To = watcher, Reference = reference },
            reason);

    /// <summary>See <see cref="IRemoteNodes.GroupLeader"/>.</summary>
    public void GroupLeader(ErlPid leader, ErlPid member)
        => Signal(new ControlMessage { Operation = ControlOperation.GroupLeader, From = leader, To = member }, null);

    /// <summary>See <see cref="IRemoteNodes.Spawn"/>.</summary>
    public void Spawn(SpawnRequest request)
    {
        if (!Has(DistributionFlags.Spawn))
        {
            _node.SpawnReplyFromRemote(request.Reference, request.From, SpawnReplyFlags.None, NotSupported);
            return;
        }

        var control = new ControlMessage
        {
            Operation = ControlOperation.SpawnRequest,
            Reference = request.Reference,
            From = request.From,
            GroupLeader = request.GroupLeader,
            Function = ErlTerm.Tuple(request.Module, request.Function, request.Arguments.Count),
            Options = SpawnRequest.AsList(request.Options),
            Payload = SpawnRequest.AsList(request.Arguments),
        };
        Signal(control, request.From);
    }

    /// <summary>See <see cref="IRemoteNodes.SpawnReply"/>.</summary>
    public void SpawnReply(ErlReference request, ErlPid to, SpawnReplyFlags set, ErlTerm result)
    {
        var control = new ControlMessage
        {
            Operation = ControlOperation.SpawnReply,
            Reference = request,
            To = to,
            Number = ErlInteger.Of((int)set),
            Result = result,
        };
        Signal(control, null);
    }

    private static ErlAtom NotSupported { get; } = ErlTerm.Atom("notsup");

    private static ErlTerm PidOrName(ErlTerm target) => target is ErlTuple and [ErlAtom name, _] ? name : target;

    private void SignalExit(ControlOperation withPayload, ControlOperation inTuple, ControlMessage control, ErlTerm reason)
    {
        if (Has(DistributionFlags.ExitPayload))
        {
            control.Operation = withPayload;
            control.Payload = reason;
        }
        else
        {
            control.Operation = inTuple;
            control.Reason = reason;
        }

        Signal(control, control.From);
    }

    private void SignalMonitor(ControlOperation operation, ErlPid watcher, ErlTerm target, ErlReference reference)
    {
        ErlTerm to = PidOrName(target);
        if (Has(to is ErlPid ? DistributionFlags.DistMonitor : DistributionFlags.DistMonitorName))
        {
            Signal(new ControlMessage { Operation = operation, From = watcher, To = to, Reference = reference }, watcher);
        }
    }
}
