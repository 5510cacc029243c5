using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Chan.Protocol.Tls;

namespace Chan.Benchmarks.Protocol;

/// <summary>Two ends of TLS over a loopback socket, set up as the product does.</summary>
internal sealed class TlsLoopback : IAsyncDisposable
{
    private TlsLoopback(SslStream client, SslStream server)
    {
        Client = client;
        Server = server;
    }

    public SslStream Client { get; }

    public SslStream Server { get; }

    public static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var from = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return new CertificateRequest("CN=chan", key, HashAlgorithmName.SHA256).CreateSelfSigned(from, from.AddYears(100));
    }

    public static async Task<TlsLoopback> ConnectAsync(SslServerAuthenticationOptions serverOptions)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var clientSocket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Task connecting = clientSocket.ConnectAsync(listener.LocalEndPoint!);
        Socket serverSocket = await listener.AcceptAsync();
        serverSocket.NoDelay = true;
        await connecting;
        var client = new SslStream(new NetworkStream(clientSocket, ownsSocket: true));
        var server = new SslStream(new NetworkStream(serverSocket, ownsSocket: true));
        await Task.WhenAll(
            client.AuthenticateAsClientAsync(new ClientTls(ServerTrust.ByPassword).CreateOptions("localhost")),
            server.AuthenticateAsServerAsync(serverOptions));
        return new TlsLoopback(client, server);
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }
}
