using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Server.Diagnostics;

namespace Chan.Server.Tests.Sessions;

/// <summary>Every frame type in every state of a session, and what may stand behind the proof (acceptance rows 14 and 15).</summary>
public class OrderTests
{
    private static readonly FrameType[] Defined = Enum.GetValues<FrameType>();

    public static TheoryData<byte> TypesIllegalBeforeStart
        => [.. AllTypes().Where(type => (FrameType)type is not (FrameType.Start or FrameType.Ping or FrameType.Pong or FrameType.Close))];

    public static TheoryData<byte> TypesIllegalInASession
        => [.. AllTypes().Where(type => (FrameType)type is not (
            FrameType.Cast or FrameType.Rpc or FrameType.Cancel or FrameType.Ping or FrameType.Pong or FrameType.Close))];

    [Theory]
    [MemberData(nameof(TypesIllegalBeforeStart))]
    public async Task A_frame_that_may_not_come_before_START_closes_the_session(byte type)
    {
        await using SessionFixture gateway = new();
        gateway.Log.Expect(AuditEventIds.ProtocolViolation);
        using ScriptedClient client = gateway.Connect();
        Assert.IsType<ClientHandshakeResult.Ready>(await client.AuthenticateAsync());

        await client.SendAsync(ScriptedClient.Frame((FrameType)type, Body(type)));
        Assert.StartsWith("CLOSE {error,protocol,", (await client.ReceiveAsync())?.ToString(), StringComparison.Ordinal);
        await client.ExpectEndAsync();
    }

    [Theory]
    [MemberData(nameof(TypesIllegalInASession))]
    public async Task A_frame_that_may_not_come_in_a_session_closes_it(byte type)
    {
        await using SessionFixture gateway = new();
        gateway.Log.Expect(AuditEventIds.ProtocolViolation);
        using ScriptedClient client = gateway.Connect();
        await client.StartAsync();

        await client.SendAsync(ScriptedClient.Frame((FrameType)type, Body(type)));
        Assert.StartsWith("CLOSE {error,protocol,", (await client.ReceiveAsync())?.ToString(), StringComparison.Ordinal);
        await client.ExpectEndAsync();
    }

    [Fact]
    public async Task Pings_are_answered_before_START_too()
    {
        await using SessionFixture gateway = new();
        using ScriptedClient client = gateway.Connect();
        Assert.IsType<ClientHandshakeResult.Ready>(await client.AuthenticateAsync());

        await client.SendAsync(ScriptedClient.Frame(FrameType.Ping, 1, 2, 3, 4, 5, 6, 7, 8));
        await client.ExpectAsync("PONG 0102030405060708");
    }

    [Fact]
    public async Task Frames_behind_the_proof_are_served_once_it_is_verified()
    {
        await using SessionFixture gateway = new();
        using ScriptedClient client = gateway.Connect();
        byte[] behind = [.. ScriptedClient.TermFrame(FrameType.Start, "[]"), .. ScriptedClient.RpcFrame(7, "hello")];

        Assert.IsType<ClientHandshakeResult.Ready>(await client.AuthenticateAsync(behind: behind));
        await client.ExpectAsync("STARTED", "REPLY 7 hello");
    }

    [Fact]
    public async Task Frames_behind_a_wrong_proof_are_never_read_and_no_session_is_made()
    {
        await using SessionFixture gateway = new();
        gateway.Log.Expect(AuditEventIds.AuthenticationFailed);
        int started = 0;
        gateway.Add("counted", (_, _, _) => Task.FromResult(Interlocked.Increment(ref started)));
        using ScriptedClient client = gateway.Connect();

        ClientHandshakeResult? result = await client.AuthenticateAsync(
            "counted", behind: ScriptedClient.TermFrame(FrameType.Start, "[]"), tamper: FlipLastBitOfConfirm);
        Assert.IsType<ClientHandshakeResult.Refused>(result);
        client.Dispose();
        await gateway.AllEndedAsync();
        Assert.Null(gateway.LastSession);
        Assert.Equal(0, started);
    }

    [Theory]
    [InlineData(FrameType.Start)]
    [InlineData(FrameType.ShareP)]
    [InlineData(FrameType.ConfirmP)]
    [InlineData(FrameType.Ping)]
    public async Task Anything_but_HELLO_first_is_closed_without_a_frame(FrameType type)
    {
        await using SessionFixture gateway = new();
        gateway.Log.Expect(AuditEventIds.AuthenticationFailed);
        gateway.Log.Expect(AuditEventIds.ProtocolViolation);
        using ScriptedClient client = gateway.Connect();

        await client.SendAsync(ScriptedClient.Frame(type, new byte[65]));
        await client.ExpectEndAsync();
        await gateway.AllEndedAsync();
        Assert.Null(gateway.LastSession);
    }

    [Fact]
    public async Task A_length_over_1024_before_READY_closes_without_a_frame()
    {
        await using SessionFixture gateway = new();
        gateway.Log.Expect(AuditEventIds.AuthenticationFailed);
        gateway.Log.Expect(AuditEventIds.ProtocolViolation);
        using ScriptedClient client = gateway.Connect();

        await client.SendAsync(0xFF, 0xFF, 0xFF, 0xFF, 0x01);
        await client.ExpectEndAsync();
    }

    [Fact]
    public async Task A_client_that_says_nothing_is_closed_after_10_seconds_and_one_that_dawdles_too()
    {
        await using SessionFixture gateway = new();
        gateway.Log.Expect(AuditEventIds.AuthenticationFailed);
        using ScriptedClient silent = gateway.Connect();
        using ScriptedClient slow = gateway.Connect();
        // One of them is the audit log's.
        await gateway.Clock.WaitForTimersAsync(3);
        for (int second = 0; second < 10; second++)
        {
            await slow.SendAsync(ScriptedClient.Frame(FrameType.Hello, new byte[100])[second]);
            gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await silent.ExpectEndAsync();
        await slow.ExpectEndAsync();
    }

    private static byte[] FlipLastBitOfConfirm(byte[] frame)
    {
        if (frame[sizeof(uint)] == (byte)FrameType.ConfirmP)
        {
            frame[^1] ^= 1;
        }

        return frame;
    }

    // Long enough for every layout and right for none but terms; the type alone decides here.
    private static byte[] Body(byte type) => (FrameType)type is FrameType.Cancel ? ScriptedClient.Id(1) : [0, 0, 0, 1, 131, 106];

    private static IEnumerable<byte> AllTypes() => Defined.Select(type => (byte)type).Append((byte)0x1B).Append((byte)0xFF);
}
