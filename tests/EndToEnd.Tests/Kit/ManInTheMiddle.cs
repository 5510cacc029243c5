using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Chan.TestKit;

namespace Chan.EndToEnd.Tests.Kit;

/// <summary>Somebody between client and gateway: opens TLS towards both with a certificate of his own, passes every frame on and keeps a copy.</summary>
internal sealed class ManInTheMiddle : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate = TestCertificate.Make();
    private readonly ConcurrentQueue<byte[]> _fromClient = new();
    private readonly ConcurrentQueue<byte[]> _fromGateway = new();
    private readonly Task _relaying;

    /// <summary>Starts to listen for one client.</summary>
    /// <param name="gateway">Where the frames go.</param>
    public ManInTheMiddle(IPEndPoint gateway)
    {
        _listener.Start();
        EndPoint = (IPEndPoint)_listener.LocalEndpoint;
        _relaying = RelayAsync(gateway);
    }

    /// <summary>Where the client is led to.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Types of the frames that the client sent.</summary>
    public byte[] TypesFromClient => [.. _fromClient.Select(frame => frame[0])];

    /// <summary>Types of the frames that the gateway sent.</summary>
    public byte[] TypesFromGateway => [.. _fromGateway.Select(frame => frame[0])];

    /// <summary>Waits until both connections are over.</summary>
    public Task WaitForEndAsync() => _relaying.WaitAsync(TestTimeouts.Long);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        try
        {
            await WaitForEndAsync();
        }
        catch (SocketException)
        {
            // Nobody ever connected.
        }

        _listener.Dispose();
        _certificate.Dispose();
    }

    private static async Task PassAsync(Stream from, Stream to, ConcurrentQueue<byte[]> copies)
    {
        var header = new byte[4];
        try
        {
            while (true)
            {
                await from.ReadExactlyAsync(header);
                var frame = new byte[BinaryPrimitives.ReadUInt32BigEndian(header)];
                await from.ReadExactlyAsync(frame);
                copies.Enqueue(frame);
                await to.WriteAsync((byte[])[.. header, .. frame]);
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException)
        {
            // One side ended, or the other direction closed it; the other side must learn it as it would without us.
            await to.DisposeAsync();
        }
    }

    private async Task RelayAsync(IPEndPoint gateway)
    {
        using TcpClient victim = await _listener.AcceptTcpClientAsync();
        using var upstream = new TcpClient();
        await upstream.ConnectAsync(gateway);
        await using var toClient = new SslStream(victim.GetStream());
        await using var toGateway = new SslStream(upstream.GetStream());
        var protocol = new SslApplicationProtocol("chan/1");
        await toGateway.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = SslProtocols.Tls13,
            ApplicationProtocols = [protocol],
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
        });
        await toClient.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = _certificate,
            EnabledSslProtocols = SslProtocols.Tls13,
            ApplicationProtocols = [protocol],
        });
        await Task.WhenAll(PassAsync(toClient, toGateway, _fromClient), PassAsync(toGateway, toClient, _fromGateway));
    }
}
