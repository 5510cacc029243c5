using Chan.Terms;

namespace Chan.Client.Connecting;

/// <summary>One attempt to connect: how far it came, and the words for how it can fail.</summary>
internal sealed class Attempt(ChanEndpoint endpoint, ChanConnectionOptions options)
{
    internal ChanEndpoint Endpoint { get; } = endpoint;

    internal ChanConnectionOptions Options { get; } = options;

    internal ChanConnectStage Stage { get; set; } = ChanConnectStage.Transport;

    private string Where => $"{Endpoint.Host}:{Endpoint.Port}";

    internal ChanConnectException Unreachable(string what, Exception inner)
        => Fail(ChanConnectFailure.Unreachable, $"Cannot connect to {Where}: {what}. Check the address, and that the gateway runs and listens there.", inner);

    internal ChanConnectException NoTls(string what, Exception inner)
        => Fail(
            ChanConnectFailure.Tls,
            $"{Where} is connected but gives no TLS 1.3 for the native protocol: {what} "
            + "Check that the port is a native one; a gateway also closes at once while it has too many connections or too many failed attempts from here.",
            inner);

    internal ChanConnectException Untrusted(Exception inner)
        => Fail(
            ChanConnectFailure.Untrusted,
            $"The certificate of {Where} is not the one that is trusted. If the gateway got a new certificate, take its SHA-256 from the gateway's start-up lines; "
            + "else somebody stands in between.",
            inner);

    internal ChanConnectException Refused()
        => Fail(
            ChanConnectFailure.Refused,
            $"{Where} refused {Who}: wrong password, or no such service or client. A gateway does not say which.");

    internal ChanConnectException NoService()
        => Fail(ChanConnectFailure.Refused, $"{Where} has no service {Endpoint.Service}. Check the name and the port.");

    internal ChanConnectException NeedsPassword()
        => Fail(ChanConnectFailure.Refused, $"{Where} asks for the password of {Endpoint.Service}, and none was given.");

    internal ChanConnectException Unsupported()
        => Fail(
            ChanConnectFailure.Unsupported,
            $"{Where} does not support version 1 of the native protocol with SPAKE2+. Bring both sides to the same release.");

    internal ChanConnectException Busy()
        => Fail(
            ChanConnectFailure.Busy,
            $"{Where} is busy: it has no room now, or sees too many attempts. This says nothing about the password; try again later.");

    internal ChanConnectException WrongServer()
        => Fail(
            ChanConnectFailure.WrongServer,
            $"{Where} could not prove that it knows the password of {Who}: the password is wrong, there is no such service or client, "
            + "or somebody in between shows a certificate of their own. Nothing was sent that helps to guess the password.");

    internal ChanConnectException Closed(Exception? inner)
        => Stage == ChanConnectStage.Start
            ? NotStarted(null, inner)
            : Fail(
                ChanConnectFailure.ClosedDuringHandshake,
                $"{Where} closed the connection during authentication, without a reason. Check that it is a gateway for this protocol; its log may say more.",
                inner);

    internal ChanConnectException NotStarted(ErlTerm? error, Exception? inner = null)
    {
        string why = error is null ? "the gateway closed the connection." : ChanRemoteException.Describe(error);
        return new ChanConnectException(
            ChanConnectFailure.NotStarted, Stage, $"{Where} accepted {Who}, but the service did not start: {why}", Endpoint, inner, error);
    }

    internal ChanConnectException TimedOut(Exception inner)
        => Fail(
            ChanConnectFailure.Timeout,
            $"No connection to {Endpoint} within {Options.ConnectTimeout.TotalSeconds:0.###} s; it stopped at {StageText}. "
            + "Check the address, firewalls, and that the gateway is not overloaded; or allow more time.",
            inner);

    internal ChanProtocolException Violation(string text, Exception? inner = null) => new(text, Endpoint, inner);

    private string Who => Endpoint.ClientName.Length == 0 ? Endpoint.Service : $"{Endpoint.Service}/{Endpoint.ClientName}";

    private string StageText => Stage switch
    {
        ChanConnectStage.Transport => "making the connection",
        ChanConnectStage.Authentication => "authentication",
        _ => "starting the service",
    };

    private ChanConnectException Fail(ChanConnectFailure reason, string message, Exception? inner = null)
        => new(reason, Stage, message, Endpoint, inner);
}
