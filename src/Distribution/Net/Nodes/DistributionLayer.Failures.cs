using System.Net.Sockets;
using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Handshake;

namespace Chan.Distribution.Net.Nodes;

/// <content>Attempts that fail: what is said of them, and who is told.</content>
internal sealed partial class DistributionLayer
{
    private static ConnectOutcome OutcomeOf(HandshakeFailureKind kind) => kind switch
    {
        HandshakeFailureKind.Nok or HandshakeFailureKind.AliveRefused => ConnectOutcome.GivenUp,
        HandshakeFailureKind.NotAllowed => ConnectOutcome.NotAllowed,
        HandshakeFailureKind.MissingFlags => ConnectOutcome.MissingFlags,
        HandshakeFailureKind.WrongName => ConnectOutcome.WrongName,
        HandshakeFailureKind.WrongCookie => ConnectOutcome.WrongCookie,
        HandshakeFailureKind.ReflectedChallenge => ConnectOutcome.ReflectedChallenge,
        HandshakeFailureKind.Expired => ConnectOutcome.TimedOut,
        _ => ConnectOutcome.Malformed,
    };

    private static ConnectOutcome OutcomeOf(CarrierFault fault) => fault switch
    {
        CarrierFault.HostNotFound => ConnectOutcome.HostNotFound,
        CarrierFault.EpmdDown => ConnectOutcome.PortMapperDown,
        CarrierFault.NameNotFound => ConnectOutcome.NameNotFound,
        CarrierFault.Refused => ConnectOutcome.Refused,
        CarrierFault.Tls => ConnectOutcome.Tls,
        _ => ConnectOutcome.Unreachable,
    };

    private ConnectResult Explain(HandshakeFailure failure, string peer, HandshakeDialogue dialogue)
    {
        string remote = dialogue.Carrier?.Remote ?? "";
        switch (failure.Kind)
        {
            case HandshakeFailureKind.WrongCookie:
                NodesLog.CookieMismatch(_logger, peer, remote);
                break;
            case HandshakeFailureKind.ReflectedChallenge:
                NodesLog.ReflectedChallenge(_logger, remote);
                break;
        }

        return new ConnectResult(OutcomeOf(failure.Kind), failure.Text);
    }

    /// <summary>What an exception means. One that nobody expects is logged as a fault of this program, and ends the attempt like any other.</summary>
    private ConnectResult Explain(Exception fault, string peer, HandshakeDialogue dialogue)
    {
        switch (fault)
        {
            case OperationCanceledException when dialogue.IsTooLate:
                return new(ConnectOutcome.TimedOut, $"waited {_options.SetupTimeout.TotalSeconds:0.###} s in vain for {dialogue.Step}");
            case OperationCanceledException or ObjectDisposedException when _stopping.IsCancellationRequested:
                return NotAliveResult();
            case OperationCanceledException:
                return new(ConnectOutcome.GivenUp, "the attempt was given up");
            case CarrierException carrier:
                return new(OutcomeOf(carrier.Fault), carrier.Message);
            case InvalidDataException malformed:
                return new(ConnectOutcome.Malformed, malformed.Message);
            case IOException or SocketException or ObjectDisposedException when dialogue.HasProved:
                return HungUpOnProof(peer, dialogue);
            case IOException or SocketException or ObjectDisposedException:
                return new(ConnectOutcome.Refused, $"{dialogue.Carrier?.Remote ?? peer} closed the connection while this node waited for {dialogue.Step}");
            default:
                NodesLog.Fault(_logger, fault, peer);
                return new(ConnectOutcome.GivenUp, $"a fault of this program: {fault.GetType().Name}");
        }
    }

    // A peer with another cookie says nothing; it closes (specification 2.4).
    private ConnectResult HungUpOnProof(string peer, HandshakeDialogue dialogue)
    {
        NodesLog.CookieMismatch(_logger, peer, dialogue.Carrier?.Remote ?? "");
        return new ConnectResult(
            ConnectOutcome.WrongCookie, $"{peer} closed the connection when it saw this node's proof of the cookie: the two nodes have different cookies");
    }

    /// <summary>Ends an attempt that failed: what waited for it is answered, unless another attempt goes on.</summary>
    private void FinishFailure(Peer peer, Attempt attempt, bool isIncoming, ConnectResult result)
    {
        if (peer.Fail(attempt, isIncoming && !_stopping.IsCancellationRequested, out Attempt? own) is { } failure)
        {
            foreach (QueuedSignal signal in failure.Queued)
            {
                signal.Fail?.Invoke();
            }

            failure.Room?.TrySetResult();
            if (peer.Atom is { } atom)
            {
                Monitors.TellSingle(atom);
            }

            failure.Outcome?.TrySetResult(result);
            own = peer.FinishClosing();
        }

        if (own is not null)
        {
            StartDial(peer, own);
        }
        else
        {
            Peers.DropIfUnknown(peer);
        }
    }
}
