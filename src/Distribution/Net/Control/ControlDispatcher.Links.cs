using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Net.Control;

/// <content>Links, exits and group leaders.</content>
internal sealed partial class ControlDispatcher
{
    private void DispatchLink(in ControlMessage message)
    {
        switch (message.Operation)
        {
            case ControlOperation.Link:
                node.LinkFromRemote(Source(message), Target(message));
                break;
            case ControlOperation.Unlink when !flags.HasFlag(DistributionFlags.UnlinkId):
                node.UnlinkFromRemote(Source(message), PresentTarget(message), 0);
                break;
            case ControlOperation.UnlinkId:
                node.UnlinkFromRemote(Source(message), PresentTarget(message), UnlinkNumber(message));
                break;
            case ControlOperation.UnlinkIdAck:
                node.UnlinkAckFromRemote(Source(message), PresentTarget(message), UnlinkNumber(message));
                break;
            case ControlOperation.Exit or ControlOperation.ExitTt:
                node.ExitFromRemote(Source(message), PresentTarget(message), message.Reason!, ExitOrigin.Link);
                break;
            case ControlOperation.PayloadExit or ControlOperation.PayloadExitTt:
                node.ExitFromRemote(Source(message), PresentTarget(message), message.Payload!, ExitOrigin.Link);
                break;
            case ControlOperation.Exit2 or ControlOperation.Exit2Tt:
                node.ExitFromRemote(Source(message), Target(message), message.Reason!, ExitOrigin.Process);
                break;
            case ControlOperation.PayloadExit2 or ControlOperation.PayloadExit2Tt:
                node.ExitFromRemote(Source(message), Target(message), message.Payload!, ExitOrigin.Process);
                break;
            case ControlOperation.GroupLeader:
                ErlPid leader = message.From as ErlPid ?? Refuse<ErlPid>(message, "the leader is not a pid");
                node.GroupLeaderFromRemote(leader, Target(message));
                break;
            case ControlOperation.NodeLink:
                break;
            default:
                Refuse(message, "not used on this connection");
                break;
        }
    }

    private static ulong UnlinkNumber(in ControlMessage message)
        => message.Number is ErlInteger number && number.Value is { Sign: > 0 } value && value <= ulong.MaxValue
            ? (ulong)value
            : Refuse<ulong>(message, "the number is not one of 64 bits");
}
