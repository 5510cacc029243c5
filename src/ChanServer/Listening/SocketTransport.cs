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
        if (Stream is SslStream tls)
        {
            await tls.ShutdownAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException exception)
        {
            throw new IOException("The connection is lost.", exception);
        }
    }
}
