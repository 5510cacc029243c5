using System.Security.Cryptography.X509Certificates;
using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Protocol.Tests.Handshake;
using Chan.Protocol.Tls;
using Chan.TestKit;

namespace Chan.Protocol.Tests.Tls;

public class HandshakeOverTlsTests
{
    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(100)]
    public async Task Both_machines_open_a_session_through_tls(int chunkSize)
    {
        using X509Certificate2 certificate = TestCertificate.Create();
        await using TlsPair tls = await TlsPair.ConnectAsync(certificate, chunkSize: chunkSize);
        ChanTls.ThrowIfNotNegotiated(tls.Client);
        ChanTls.ThrowIfNotNegotiated(tls.Server);

        Task<ServerHandshake> serving = ServeAsync(tls.Server, ChanTls.HashOf(certificate));
        ClientHandshakeResult result = await ConnectAsync(tls.Client, tls.ClientTls.CertificateSha256).WaitAsync(TestTimeouts.Long);
        using ServerHandshake server = await serving.WaitAsync(TestTimeouts.Long);

        var ready = Assert.IsType<ClientHandshakeResult.Ready>(result);
        Assert.Equal(server.SessionId.ToArray(), ready.SessionId.ToArray());
    }

    /// <summary>Runs the client's side to its end.</summary>
    internal static async Task<ClientHandshakeResult> ConnectAsync(Stream stream, ReadOnlyMemory<byte> binding)
    {
        using ClientHandshake client = World.NewClient(World.ClientOptions with { CertificateSha256 = binding });
        await using var writer = new FrameWriter(stream);
        using var reader = new FrameReader(stream);
        writer.WriteFrames(client.Start());
        while (await reader.ReadAsync())
        {
            while (reader.TryRead(out Frame frame))
            {
                ClientStep step = client.Receive(frame.Type, frame.Body);
                writer.WriteFrames(step.Send);
                if (step.Result is not null)
                {
                    return step.Result;
                }
            }
        }

        throw new EndOfStreamException("The server closed the connection.");
    }

    /// <summary>Runs the server's side until it is ready, or closed by itself or by the client.</summary>
    internal static async Task<ServerHandshake> ServeAsync(Stream stream, ReadOnlyMemory<byte> binding)
    {
        ServerHandshake server = World.NewServer(World.ServerOptions with { CertificateSha256 = binding });
        await using var writer = new FrameWriter(stream);
        using var reader = new FrameReader(stream);
        while (server.State is not (ServerState.Ready or ServerState.Closed) && await reader.ReadAsync())
        {
            while (server.State is not (ServerState.Ready or ServerState.Closed) && reader.TryRead(out Frame frame))
            {
                writer.WriteFrames(Step(server, frame));
            }
        }

        await writer.CompleteAsync();
        return server;
    }

    private static byte[] Step(ServerHandshake server, Frame frame)
    {
        ServerStep step = server.Receive(frame.Type, frame.Body);
        return step.State switch
        {
            ServerState.AwaitAdmission => server.Admit().Send,
            ServerState.Confirmed => server.Complete(FrameLimits.Default).Send,
            _ => step.Send,
        };
    }
}
