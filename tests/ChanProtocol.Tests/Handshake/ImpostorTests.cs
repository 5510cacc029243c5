using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Protocol.Verifiers;

namespace Chan.Protocol.Tests.Handshake;

/// <summary>Replay, reflection, wrong identities, stripped offers.</summary>
public class ImpostorTests
{
    private static readonly byte[] Refused = [0, 0, 0, 2, 0x0F, 1];

    [Fact]
    public void A_recorded_client_is_refused_by_the_next_handshake()
    {
        using Exchange recorded = new Exchange(seed: 1).UpToReady();
        using ServerHandshake server = World.NewServer();

        server.Receive(recorded.Hello);
        server.Answer(recorded.ShareP);
        ServerStep end = server.Receive(recorded.ConfirmP);

        Assert.Equal(Refused, end.Send);
    }

    [Fact]
    public void A_recorded_server_is_refused_by_the_next_client()
    {
        using Exchange recorded = new Exchange(seed: 1).UpToReady();
        using ClientHandshake client = World.NewClient();

        client.Start();
        client.Receive(recorded.Params);

        Assert.IsType<ClientHandshakeResult.WrongServer>(client.Receive(recorded.ShareV).Result);
    }

    [Fact]
    public void The_servers_own_share_and_proof_sent_back_are_refused()
    {
        using Exchange exchange = new Exchange().UpToShareV();
        byte[] share = World.BodyOf(exchange.ShareV)[..65];
        byte[] confirmV = World.BodyOf(exchange.ShareV)[65..];
        using ServerHandshake other = World.NewServer();
        other.Receive(exchange.Hello);
        other.Receive(FrameType.ShareP, share);
        other.Admit();

        Assert.Equal(Refused, exchange.Server.Receive(FrameType.ConfirmP, confirmV).Send);
        Assert.Equal(Refused, other.Receive(FrameType.ConfirmP, confirmV).Send);
    }

    [Fact]
    public void The_clients_own_share_sent_back_is_refused()
    {
        using Exchange exchange = new Exchange().UpToShareP();
        byte[] share = World.BodyOf(exchange.ShareP);

        ClientStep step = exchange.Client.Receive(FrameType.ShareV, [.. share, .. new byte[32]]);

        Assert.IsType<ClientHandshakeResult.WrongServer>(step.Result);
    }

    [Theory]
    [InlineData("gateway id")]
    [InlineData("nonce")]
    [InlineData("offered mechanisms")]
    [InlineData("service")]
    [InlineData("client nonce")]
    public void What_a_relay_changes_in_the_clear_part_fails_the_confirmation(string what)
    {
        using var exchange = new Exchange();
        byte[] hello = [.. exchange.Hello];
        int helloOffset = what switch { "offered mechanisms" => 5 + 1, "client nonce" => 5 + 3, "service" => hello.Length - 2, _ => -1 };
        if (helloOffset >= 0)
        {
            hello[helloOffset] ^= 1;
        }

        byte[] parameters = exchange.Server.Receive(hello).Send;
        byte[] forwarded = [.. parameters];
        int paramsOffset = what switch { "gateway id" => 5 + 34, "nonce" => 5 + 2, _ => -1 };
        if (paramsOffset >= 0)
        {
            forwarded[paramsOffset] ^= 1;
        }

        byte[] shareP = exchange.Client.Receive(forwarded).Send;
        ClientStep step = exchange.Client.Receive(exchange.Server.Answer(shareP).Send);

        Assert.IsType<ClientHandshakeResult.WrongServer>(step.Result);
    }

    [Fact]
    public void A_gateway_that_holds_another_services_verifier_cannot_pose_as_this_one()
    {
        using ChanPassword password = ChanPassword.FromString(World.Password);
        VerifierRecord other = VerifierRecord.Create("other", password, World.Kdf, World.Record.Salt, World.Random);

        // The thief serves the stolen record under the name that the client asks for; the name went into scrypt.
        string stolen = other.Format().Replace("id=other", $"id={World.Service}", StringComparison.Ordinal);
        var rogue = World.ServerOptions with
        {
            Catalog = VerifierCatalog.Create([VerifierRecord.Parse(stolen)], World.Kdf, World.Random),
        };
        using Exchange exchange = new Exchange(server: rogue).UpToShareV();

        Assert.IsType<ClientHandshakeResult.WrongServer>(exchange.Client.Receive(exchange.ShareV).Result);
    }

    [Fact]
    public void Another_certificate_on_one_side_fails_the_confirmation_on_both()
    {
        using Exchange exchange = new Exchange(client: World.ClientOptions with { CertificateSha256 = new byte[32] }).UpToShareV();

        Assert.IsType<ClientHandshakeResult.WrongServer>(exchange.Client.Receive(exchange.ShareV).Result);
        Assert.Equal(Refused, exchange.Server.Receive(FrameType.ConfirmP, new byte[32]).Send);
    }

    [Fact]
    public async Task Frames_cut_at_any_byte_never_open_a_session()
    {
        using Exchange whole = new Exchange().UpToReady();
        byte[] toServer = [.. whole.ClientFrames.SelectMany(frame => frame)];
        byte[] toClient = [.. whole.ServerFrames.SelectMany(frame => frame)];
        for (int length = 0; length < toServer.Length; length++)
        {
            using var exchange = new Exchange();
            bool isBetween = IsBetween(whole.ClientFrames, length);

            Assert.Equal(isBetween, await FeedAsync(toServer[..length], (type, body) => Step(exchange.Server, type, body)));
            Assert.NotEqual(ServerState.Confirmed, exchange.Server.State);
        }

        for (int length = 0; length < toClient.Length; length++)
        {
            using var exchange = new Exchange();
            ClientHandshakeResult? result = null;

            Assert.Equal(IsBetween(whole.ServerFrames, length), await FeedAsync(toClient[..length], (type, body) => result ??= exchange.Client.Receive(type, body).Result));
            Assert.Null(result);
        }
    }

    private static void Step(ServerHandshake server, FrameType type, byte[] body)
    {
        if (server.Receive(type, body).State == ServerState.AwaitAdmission)
        {
            server.Admit();
        }
    }

    private static bool IsBetween(byte[][] frames, int offset)
    {
        int end = 0;
        return offset == 0 || Array.Exists(frames, frame => (end += frame.Length) == offset);
    }

    // True for a clean end, false for one inside a frame.
    private static async Task<bool> FeedAsync(byte[] bytes, Action<FrameType, byte[]> receive)
    {
        using var reader = new FrameReader(new MemoryStream(bytes));
        try
        {
            while (await reader.ReadAsync())
            {
                while (reader.TryRead(out Frame frame))
                {
                    receive(frame.Type, frame.Body.ToArray());
                }
            }

            return true;
        }
        catch (TruncatedFrameException)
        {
            return false;
        }
    }
}
