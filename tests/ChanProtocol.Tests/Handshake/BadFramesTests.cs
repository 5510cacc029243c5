using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Protocol.Handshake.Messages;
using Chan.TestKit;

namespace Chan.Protocol.Tests.Handshake;

/// <summary>HELLO and PARAMS with wrong fields, and with bytes that nobody meant.</summary>
public class BadFramesTests
{
    private const int Rounds = 20_000;
    private static readonly byte[] Unsupported = [0, 0, 0, 2, 0x0F, 2];

    [Theory]
    [InlineData(0, 2, "version 2")]
    [InlineData(0, 0, "version 0")]
    [InlineData(2, 0, "SPAKE2+")]
    [InlineData(2, 0xFE, "SPAKE2+")]
    public void A_hello_without_a_common_version_or_mechanism_gets_FAIL_2(int offset, byte value, string named)
    {
        byte[] hello = World.BodyOf(new Exchange().Hello);
        hello[offset] = value;
        using ServerHandshake server = World.NewServer();

        ServerStep step = server.Receive(FrameType.Hello, hello);

        Assert.Equal(Unsupported, step.Send);
        Assert.Equal((HandshakeFailureReason.Unsupported, HandshakeStage.Hello), (step.Failure!.Reason, step.Failure.Stage));
        Assert.Contains(named, step.Failure.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Mechanisms_that_the_server_does_not_know_are_ignored()
    {
        byte[] hello = World.BodyOf(new Exchange().Hello);
        hello[1] = hello[2] = 0xFF;
        using ServerHandshake server = World.NewServer();

        Assert.Equal(ServerState.AwaitShareP, server.Receive(FrameType.Hello, hello).State);
    }

    [Theory]
    [InlineData("", "", "no service")]
    [InlineData("a b", "", "a space")]
    [InlineData("a/b", "", "a slash")]
    [InlineData("näme", "", "not ASCII")]
    [InlineData("x\n1100 auth ok", "", "a line end")]
    [InlineData("ok", "a/b", "a slash in the client name")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "", "65 bytes")]
    public void Names_outside_the_grammar_close_without_an_answer(string service, string clientName, string what)
    {
        byte[] encoded = System.Text.Encoding.Latin1.GetBytes(service);
        byte[] client = System.Text.Encoding.Latin1.GetBytes(clientName);
        byte[] body = [1, 0, 1, .. new byte[32], (byte)encoded.Length, .. encoded, (byte)client.Length, .. client];
        using ServerHandshake server = World.NewServer();

        ServerStep step = server.Receive(FrameType.Hello, body);

        Assert.True(step is { State: ServerState.Closed, Send: [] }, what);
        Assert.Null(step.Service);
    }

    [Fact]
    public void Names_of_every_legal_character_and_length_are_taken()
    {
        string longest = "AZaz09_.-".PadRight(64, 'x');
        using ServerHandshake server = World.NewServer();

        ServerStep step = server.Receive(Hello.Encode(new byte[32], longest, longest));

        Assert.Equal((ServerState.AwaitShareP, longest, longest), (step.State, step.Service, step.ClientName));
    }

    [Fact]
    public void Mutated_hellos_never_break_the_server_and_advance_it_only_when_they_are_well_formed()
    {
        byte[] original = World.BodyOf(new Exchange().Hello);
        var random = new FixedRandom(5);
        int advanced = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] body = Mutate(original, random);
            using ServerHandshake server = World.NewServer();
            ServerStep step = server.Receive(FrameType.Hello, body);

            if (step.State == ServerState.AwaitShareP)
            {
                Assert.Equal((FrameType.Params, 75), (World.TypeOf(step.Send), step.Send.Length));
                byte[] again = Hello.Encode(body.AsSpan(3, 32), step.Service!, step.ClientName!);
                Assert.Equal(World.BodyOf(again)[3..], body[3..]);
                advanced++;
            }
            else
            {
                Assert.True(step.Send is [] || step.Send.AsSpan().SequenceEqual(Unsupported));
            }
        }

        Assert.InRange(advanced, 1, Rounds - 1);
    }

    [Fact]
    public void Mutated_params_never_break_the_client()
    {
        byte[] original = World.BodyOf(new Exchange().UpToParams().Params);
        var random = new FixedRandom(6);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] body = Mutate(original, random);
            bool costsScrypt = body.Length == original.Length && Params.Decode(body) is Params;
            if (costsScrypt)
            {
                continue;
            }

            using ClientHandshake client = World.NewClient();
            client.Start();
            ClientStep step = client.Receive(FrameType.Params, body);

            Assert.IsType<ClientHandshakeResult.ProtocolViolation>(step.Result);
            Assert.Empty(step.Send);
        }
    }

    [Theory]
    [InlineData(30, 8, 1)]
    [InlineData(19, 8, 1)]
    [InlineData(13, 8, 1)]
    [InlineData(1, 8, 1)]
    [InlineData(0, 8, 1)]
    [InlineData(255, 255, 255)]
    [InlineData(15, 7, 1)]
    [InlineData(15, 9, 1)]
    [InlineData(15, 0, 1)]
    [InlineData(15, 8, 0)]
    [InlineData(15, 8, 5)]
    [InlineData(18, 8, 2)]
    [InlineData(17, 8, 3)]
    [InlineData(17, 8, 4)]
    public void Scrypt_outside_the_window_is_refused_before_any_computing(byte log2N, byte r, byte p)
    {
        byte[] body = World.BodyOf(new Exchange().UpToParams().Params);
        (body[51], body[52], body[53]) = (log2N, r, p);
        using ClientHandshake client = World.NewClient(World.ClientOptions with { Keys = null });
        client.Start();

        long before = GC.GetAllocatedBytesForCurrentThread();
        ClientStep step = client.Receive(FrameType.Params, body);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Contains("scrypt", Assert.IsType<ClientHandshakeResult.ProtocolViolation>(step.Result).Text, StringComparison.Ordinal);
        Assert.InRange(allocated, 0, 64 * 1024);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    [InlineData(50, 0)]
    [InlineData(50, 2)]
    public void Another_version_mechanism_or_key_derivation_than_offered_is_refused(int offset, byte value)
    {
        byte[] body = World.BodyOf(new Exchange().UpToParams().Params);
        body[offset] = value;
        using ClientHandshake client = World.NewClient();
        client.Start();

        Assert.IsType<ClientHandshakeResult.ProtocolViolation>(client.Receive(FrameType.Params, body).Result);
    }

    [Theory]
    [InlineData(1, typeof(ClientHandshakeResult.Refused))]
    [InlineData(2, typeof(ClientHandshakeResult.Unsupported))]
    [InlineData(3, typeof(ClientHandshakeResult.Busy))]
    [InlineData(0, typeof(ClientHandshakeResult.ProtocolViolation))]
    [InlineData(4, typeof(ClientHandshakeResult.ProtocolViolation))]
    public void The_client_tells_the_codes_of_FAIL_apart(byte code, Type result)
    {
        using ClientHandshake client = World.NewClient();
        client.Start();

        Assert.IsType(result, client.Receive(FrameType.Fail, [code]).Result);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData((64u * 1024 * 1024) + 1)]
    [InlineData(uint.MaxValue)]
    public void A_frame_limit_that_no_gateway_may_set_is_refused(uint limit)
    {
        using Exchange exchange = new Exchange().UpToReady();
        byte[] ready = Ready.Encode(exchange.Server.SessionId.Span, limit);

        Assert.IsType<ClientHandshakeResult.ProtocolViolation>(exchange.Client.Receive(ready).Result);
    }

    [Fact]
    public void A_session_id_other_than_agreed_is_refused()
    {
        using Exchange exchange = new Exchange().UpToReady();
        exchange.Ready[5] ^= 1;

        Assert.IsType<ClientHandshakeResult.ProtocolViolation>(exchange.Client.Receive(exchange.Ready).Result);
    }

    private static byte[] Mutate(byte[] original, FixedRandom random)
    {
        Span<byte> dice = stackalloc byte[4];
        random.GetBytes(dice);
        byte[] copy = [.. original];
        copy[dice[0] % copy.Length] = dice[1];
        return (dice[2] % 4) switch
        {
            0 => copy[..(dice[3] % copy.Length)],
            1 => [.. copy, .. new byte[1 + (dice[3] % 8)]],
            2 => [.. copy[..(dice[3] % copy.Length)], dice[1], .. copy[(dice[3] % copy.Length)..]],
            _ => copy,
        };
    }
}
