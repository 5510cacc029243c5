using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Chan.Server.Sessions;

namespace Chan.Server.Listening;

/// <summary>A TCP connection, plain or under TLS.</summary>
internal sealed class SocketTransport(Socket socket, Stream stream, IPAddress source) : ClientTransport(stream, source)
{
    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync().ConfigureAwait(false);
        socket.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task EndSendingAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Stream is SslStream tls)
            {
                await tls.ShutdownAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is not (IOException or OperationCanceledException or OutOfMemoryException))
        {
            // Both sides hung up at the same moment: the socket has its exceptions for that, and OpenSSL one that is not public.
            throw new IOException("The connection is lost.", exception);
        }
    }
}
