using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Chan.Protocol.Tls;
using Chan.TestKit;

namespace Chan.Protocol.Tests.Tls;

/// <summary>No session is resumed (native protocol, section 1): a resumed one sends no certificate, so the server's first flight is much shorter.</summary>
public sealed class TlsResumptionTests : IDisposable
{
    // The encoded signature is a few bytes longer or shorter each time.
    private const long Variation = 16;

    private readonly X509Certificate2 _certificate = TestCertificate.Create("localhost");

    public void Dispose() => _certificate.Dispose();

    [Fact]
    public async Task A_client_that_offers_resumption_is_given_a_whole_handshake_each_time()
        => Assert.InRange(await ShrinkageAsync(ChanTls.CreateServerOptions(_certificate), ResumingClient()), -Variation, Variation);

    [Fact]
    public async Task Our_client_resumes_nothing_at_a_server_that_hands_out_tickets()
        => Assert.InRange(
            await ShrinkageAsync(ResumingServer(), new ClientTls(ServerTrust.ByPassword).CreateOptions("localhost")), -Variation, Variation);

    [Fact]
    public async Task Where_both_sides_allow_it_the_second_session_is_resumed_so_the_tests_above_can_fail()
        => Assert.InRange(await ShrinkageAsync(ResumingServer(), ResumingClient()), _certificate.RawData.Length, long.MaxValue);

    private SslServerAuthenticationOptions ResumingServer()
    {
        SslServerAuthenticationOptions options = ChanTls.CreateServerOptions(_certificate);
        options.AllowTlsResume = true;
        return options;
    }

    private static SslClientAuthenticationOptions ResumingClient()
    {
        SslClientAuthenticationOptions options = new ClientTls(ServerTrust.ByPassword).CreateOptions("localhost");
        options.AllowTlsResume = true;
        return options;
    }

    // By how many bytes the server sends less to a client that comes for the second time.
    private static async Task<long> ShrinkageAsync(SslServerAuthenticationOptions server, SslClientAuthenticationOptions client)
    {
        long first = await ServerBytesAsync(server, client);
        return first - await ServerBytesAsync(server, client);
    }

    // Handshake, tickets, and a byte behind them, so that the client takes them.
    private static async Task<long> ServerBytesAsync(SslServerAuthenticationOptions serverOptions, SslClientAuthenticationOptions clientOptions)
    {
        using var wire = new MemoryStreamPair();
        await using var client = new SslStream(wire.First);
        await using var server = new SslStream(wire.Second);
        await Task.WhenAll(server.AuthenticateAsServerAsync(serverOptions), client.AuthenticateAsClientAsync(clientOptions)).WaitAsync(TestTimeouts.Long);
        await server.WriteAsync(new byte[] { 1 }).AsTask().WaitAsync(TestTimeouts.Long);
        Assert.Equal(1, await client.ReadAsync(new byte[1]).AsTask().WaitAsync(TestTimeouts.Long));
        long sent = wire.SecondToFirst.BytesWritten;
        wire.Cut();
        return sent;
    }
}
