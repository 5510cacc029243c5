using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Chan.Protocol.Tls;
using Chan.TestKit;

namespace Chan.Protocol.Tests.Tls;

/// <summary>Both ends of a TLS connection over memory.</summary>
internal sealed class TlsPair : IAsyncDisposable
{
    private readonly MemoryStreamPair _wire;

    private TlsPair(MemoryStreamPair wire, ServerTrust trust)
    {
        _wire = wire;
        Client = new SslStream(wire.First);
        Server = new SslStream(wire.Second);
        ClientTls = new ClientTls(trust);
    }

    public SslStream Client { get; }

    public SslStream Server { get; }

    public ClientTls ClientTls { get; }

    public static async Task<TlsPair> ConnectAsync(
        X509Certificate2 certificate, ServerTrust? trust = null, int chunkSize = int.MaxValue, SslClientAuthenticationOptions? clientOptions = null)
    {
        var pair = new TlsPair(new MemoryStreamPair(chunkSize), trust ?? ServerTrust.ByPassword);
        Task client = pair.Client.AuthenticateAsClientAsync(clientOptions ?? pair.ClientTls.CreateOptions("localhost"));
        Task server = pair.Server.AuthenticateAsServerAsync(ChanTls.CreateServerOptions(certificate));
        try
        {
            await Task.WhenAll(client, server).WaitAsync(TestTimeouts.Long);
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }

        return pair;
    }

    public async ValueTask DisposeAsync()
    {
        _wire.Cut();
        await Client.DisposeAsync();
        await Server.DisposeAsync();
        _wire.Dispose();
    }
}
