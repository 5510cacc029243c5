using System.Net.Security;
using System.Net.Sockets;

namespace Chan.Client.Connecting;

/// <summary>An open byte stream to a gateway, TLS done where the protocol has it. Owns the stream.</summary>
/// <param name="stream">Reads and writes the protocol's bytes.</param>
/// <param name="certificateSha256">SHA-256 of the certificate that TLS handed over; empty on the classic protocol.</param>
/// <param name="socket">What <paramref name="stream"/> runs on; null in memory.</param>
internal sealed class Transport(Stream stream, ReadOnlyMemory<byte> certificateSha256, Socket? socket) : IAsyncDisposable
{
    internal Stream Stream { get; } = stream;

    internal ReadOnlyMemory<byte> CertificateSha256 { get; } = certificateSha256;

    /// <summary>Tells the other side that nothing follows: close_notify, then the end of the TCP direction.</summary>
    internal async Task ShutDownSendingAsync()
    {
        if (Stream is SslStream tls)
        {
            await tls.ShutdownAsync().ConfigureAwait(false);
        }

        socket?.Shutdown(SocketShutdown.Send);
    }

    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
