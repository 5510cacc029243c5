using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Chan.Protocol.Tls;

namespace Chan.Client.Connecting;

/// <summary>Dials: TCP, and TLS for the native protocol.</summary>
internal static class Dialer
{
    internal static async Task<Transport> DialAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        Socket socket = await ConnectAsync(attempt, cancellationToken).ConfigureAwait(false);
        var network = new NetworkStream(socket, ownsSocket: true);
        try
        {
            return attempt.Endpoint.Scheme == ChanScheme.Classic
                ? new Transport(network, default, socket)
                : await SecureAsync(network, socket, attempt, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await network.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<Socket> ConnectAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        // Without NoDelay a small message waits up to 40 ms for the acknowledgement of the one before.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(attempt.Endpoint.Host, attempt.Endpoint.Port, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw attempt.Unreachable(Explain(e), e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Transport> SecureAsync(NetworkStream network, Socket socket, Attempt attempt, CancellationToken cancellationToken)
    {
        var tls = new ClientTls(attempt.Options.Trust);
        var stream = new SslStream(network);
        try
        {
            await stream.AuthenticateAsClientAsync(tls.CreateOptions(attempt.Endpoint.Host), cancellationToken).ConfigureAwait(false);
            ChanTls.ThrowIfNotNegotiated(stream);
            return new Transport(stream, tls.CertificateSha256, socket);
        }
        catch (AuthenticationException e)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw attempt.Options.Trust is not ServerTrust.Password && tls.SawCertificate() ? attempt.Untrusted(e) : attempt.NoTls(e.Message, e);
        }
        catch (IOException e)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw attempt.NoTls("the connection was closed.", e);
        }
    }

    private static bool SawCertificate(this ClientTls tls)
    {
        try
        {
            return !tls.CertificateSha256.IsEmpty;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string Explain(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "nothing listens there",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the host name is not known",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "there is no route to it",
        SocketError.TimedOut => "it does not answer",
        _ => e.Message,
    };
}
