using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Net.Control;

/// <summary>Hands the messages of one peer to the node, after the checks of protocol 4.2 ("Validity rules").</summary>
/// <remarks>
/// Whose signal it is, the peer must not lie about: the sender of everything but a message has to be a process of its own. The receiver has
/// to be a process of this node; one of an earlier incarnation of it is dead, which only some operations may meet.
/// </remarks>
internal sealed partial class ControlDispatcher(Node node, ErlAtom peer, DistributionFlags flags)
{
    private readonly ErlAtom _self = node.Name;

    /// <summary>Acts on a message.</summary>
    /// <exception cref="ProtocolViolationException">The peer must not send this.</exception>
    public void Dispatch(in ControlMessage message)
    {
        switch (message.Operation)
        {
            case ControlOperation.Send or ControlOperation.SendTt:
                node.SendFromRemote(Target(message), message.Payload!);
                break;
            case ControlOperation.SendSender or ControlOperation.SendSenderTt:
                CheckAnyPid(message);
                node.SendFromRemote(Target(message), message.Payload!);
                break;
            case ControlOperation.RegSend or ControlOperation.RegSendTt:
                CheckAnyPid(message);
                node.SendFromRemote(Name(message), message.Payload!);
                break;
            case ControlOperation.AliasSend or ControlOperation.AliasSendTt:
                CheckAnyPid(message);
                node.SendFromRemote(Alias(message), message.Payload!);
                break;
            case ControlOperation.AltactSigSend:
                DispatchAltact(message);
                break;
            case >= ControlOperation.SpawnRequest and <= ControlOperation.SpawnReplyTt:
                DispatchSpawn(message);
                break;
            case ControlOperation.MonitorP or ControlOperation.DemonitorP or ControlOperation.MonitorPExit
                or ControlOperation.PayloadMonitorPExit:
                DispatchMonitor(message);
                break;
            default:
                DispatchLink(message);
                break;
        }
    }

    private static void CheckAnyPid(in ControlMessage message)
    {
        if (message.From is not ErlPid)
        {
            Refuse(message, "the sender is not a pid");
        }
    }

    private static ErlReference Reference(in ControlMessage message)
        => message.Reference as ErlReference ?? Refuse<ErlReference>(message, "the reference is not one");

    private static ErlAtom Name(in ControlMessage message)
        => message.To as ErlAtom ?? Refuse<ErlAtom>(message, "the receiver is not a name");

    [DoesNotReturn]
    private static void Refuse(in ControlMessage message, string what)
        => throw new ProtocolViolationException($"{message.Operation}: {what}.");

    [DoesNotReturn]
    private static T Refuse<T>(in ControlMessage message, string what)
        => throw new ProtocolViolationException($"{message.Operation}: {what}.");

    /// <summary>The process whose signal it is, which is one of the peer; of which incarnation is not looked at.</summary>
    private ErlPid Source(in ControlMessage message)
        => message.From is ErlPid from && from.Node == peer ? from : Refuse<ErlPid>(message, "the sender is not a process of the peer");

    /// <summary>The receiving process: of this node, now or in an earlier incarnation.</summary>
    private ErlPid Target(in ControlMessage message)
        => message.To is ErlPid to && (to.Node == _self || node.IsLocal(to)) ? to : Refuse<ErlPid>(message, "the receiver is not a process of this node");

    /// <summary>The receiving process, of the present incarnation: a peer that speaks to an earlier one mixes up connections.</summary>
    private ErlPid PresentTarget(in ControlMessage message)
    {
        ErlPid to = Target(message);
        return node.IsLocal(to) ? to : Refuse<ErlPid>(message, "the receiver is of an earlier incarnation of this node");
    }

    private ErlReference Alias(in ControlMessage message)
        => message.To is ErlReference alias && (alias.Node == _self || node.IsOwnIdentity(alias.Node, alias.Creation))
            ? alias
            : Refuse<ErlReference>(message, "the receiver is not an alias of this node");
}
