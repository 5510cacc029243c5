using System.Security.Cryptography.X509Certificates;
using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Protocol.Tls;
using Chan.TestKit;

namespace Chan.Protocol.Tests.Tls;

/// <summary>Somebody who ends TLS with an own certificate and passes every byte on.</summary>
[Trait("Scenario", "G6")]
public class ManInTheMiddleTests
{
    [Fact]
    public async Task A_relay_with_its_own_certificate_is_refused_before_the_client_proves_anything()
    {
        Outcome outcome = await RelayAsync(isBound: true);

        Assert.IsType<ClientHandshakeResult.WrongServer>(outcome.Client);
        Assert.Equal([FrameType.Hello, FrameType.ShareP], outcome.FramesOfClient);
        Assert.Equal(HandshakeStage.Abandoned, outcome.Server.Abandon("The connection ended.").Stage);
    }

    [Fact]
    public async Task The_same_relay_would_succeed_if_the_exchange_were_not_bound_to_the_certificate()
    {
        // The control run: both sides bind to a constant instead of the certificate. It shows that the relay works.
        Outcome outcome = await RelayAsync(isBound: false);

        Assert.IsType<ClientHandshakeResult.Ready>(outcome.Client);
        Assert.Equal([FrameType.Hello, FrameType.ShareP, FrameType.ConfirmP], outcome.FramesOfClient);
        Assert.Equal(ServerState.Ready, outcome.Server.State);
    }

    private static async Task<Outcome> RelayAsync(bool isBound)
    {
        using X509Certificate2 genuine = TestCertificate.Create();
        using X509Certificate2 forged = TestCertificate.Create();
        await using TlsPair front = await TlsPair.ConnectAsync(forged);
        await using TlsPair back = await TlsPair.ConnectAsync(genuine);
        var seen = new List<FrameType>();
        Task up = PassOnAsync(front.Server, back.Client, seen);
        Task down = PassOnAsync(back.Client, front.Server, []);
        byte[] constant = new byte[32];

        Task<ServerHandshake> serving = HandshakeOverTlsTests.ServeAsync(back.Server, isBound ? ChanTls.HashOf(genuine) : constant);
        ClientHandshakeResult client = await HandshakeOverTlsTests
            .ConnectAsync(front.Client, isBound ? front.ClientTls.CertificateSha256 : constant)
            .WaitAsync(TestTimeouts.Long);
        await front.Client.ShutdownAsync();
        await up.WaitAsync(TestTimeouts.Long);
        await back.Client.ShutdownAsync();
        ServerHandshake server = await serving.WaitAsync(TestTimeouts.Long);
        await back.Server.ShutdownAsync();
        await down.WaitAsync(TestTimeouts.Long);
        return new Outcome(client, server, seen);
    }

    private static async Task PassOnAsync(Stream from, Stream to, List<FrameType> seen)
    {
        using var reader = new FrameReader(from);
        await using var writer = new FrameWriter(to);
        while (await reader.ReadAsync())
        {
            while (reader.TryRead(out Frame frame))
            {
                seen.Add(frame.Type);
                writer.Write(frame.Type, frame.Body);
            }
        }

        await writer.CompleteAsync();
    }

    private sealed record Outcome(ClientHandshakeResult Client, ServerHandshake Server, List<FrameType> FramesOfClient);
}
