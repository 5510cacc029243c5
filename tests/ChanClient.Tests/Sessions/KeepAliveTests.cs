using System.Buffers.Binary;
using Chan.Client.Tests.Kit;
using Chan.Protocol.Framing;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Client.Tests.Sessions;

public class KeepAliveTests
{
    [Fact]
    public async Task After_30_seconds_of_silence_the_client_pings_and_after_90_it_gives_up()
    {
        await using var pair = new SessionPair();

        pair.Clock.Advance(TimeSpan.FromSeconds(30));
        await pair.Gateway.ExpectAsync(FrameType.Ping);
        pair.Clock.Advance(TimeSpan.FromSeconds(30));
        await pair.Gateway.ExpectAsync(FrameType.Ping);
        Assert.False(pair.Client.Closed.IsCompleted);
        pair.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(ChanCloseKind.Silence, (await pair.Closed).Kind);
        Assert.Equal(ErlTerm.Parse("{error, timeout, silence}"), await pair.Gateway.ExpectTermAsync(FrameType.Close));
    }

    [Fact]
    public async Task A_pong_begins_the_count_again()
    {
        await using var pair = new SessionPair();

        for (int i = 0; i < 5; i++)
        {
            pair.Clock.Advance(TimeSpan.FromSeconds(30));
            await pair.Gateway.SendAsync(FrameType.Pong, await pair.Gateway.ExpectAsync(FrameType.Ping));
            await AssertHeardAsync(pair);
        }

        Assert.False(pair.Client.Closed.IsCompleted);
    }

    [Fact]
    public async Task A_connection_in_use_is_not_pinged()
    {
        await using var pair = new SessionPair();

        for (int i = 0; i < 10; i++)
        {
            pair.Clock.Advance(TimeSpan.FromSeconds(20));
            await AssertHeardAsync(pair);
        }
    }

    [Fact]
    public async Task A_ping_of_the_gateway_is_answered_with_its_token()
    {
        await using var pair = new SessionPair();

        await pair.Gateway.SendAsync(FrameType.Ping, 1, 2, 3, 4, 5, 6, 7, 8);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], await pair.Gateway.ExpectAsync(FrameType.Pong));
    }

    [Fact]
    public async Task A_burst_of_pings_is_answered_in_order_and_what_follows_it_is_read()
    {
        await using var pair = new SessionPair(streams: new MemoryStreamPair(capacity: 64));

        Task sending = pair.Gateway.SendRawAsync(
            [.. Enumerable.Range(1, 100).SelectMany(i => new byte[] { 0, 0, 0, 9, (byte)FrameType.Ping, 0, 0, 0, 0, 0, 0, 0, (byte)i })]);
        for (int i = 1; i <= 100; i++)
        {
            Assert.Equal([0, 0, 0, 0, 0, 0, 0, (byte)i], await pair.Gateway.ExpectAsync(FrameType.Pong));
        }

        await sending;
        await AssertHeardAsync(pair);
    }

    [Fact]
    public async Task An_unasked_pong_is_ignored()
    {
        await using var pair = new SessionPair();

        await pair.Gateway.SendAsync(FrameType.Pong, 9, 9, 9, 9, 9, 9, 9, 9);

        await AssertHeardAsync(pair);
    }

    [Fact]
    public async Task Ping_tells_the_time_of_the_round_trip()
    {
        await using var pair = new SessionPair();

        Task<TimeSpan> ping = pair.Client.PingAsync().AsTask();
        byte[] token = await pair.Gateway.ExpectAsync(FrameType.Ping);
        pair.Clock.Advance(TimeSpan.FromMilliseconds(40));
        await pair.Gateway.SendAsync(FrameType.Pong, token);

        Assert.Equal(TimeSpan.FromMilliseconds(40), await ping.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task Pings_take_turns_and_carry_different_tokens()
    {
        await using var pair = new SessionPair();

        Task<TimeSpan>[] pings = [.. Enumerable.Range(0, 3).Select(_ => pair.Client.PingAsync().AsTask())];
        HashSet<ulong> tokens = [];
        for (int i = 0; i < pings.Length; i++)
        {
            byte[] token = await pair.Gateway.ExpectAsync(FrameType.Ping);
            Assert.True(tokens.Add(BinaryPrimitives.ReadUInt64BigEndian(token)));
            await pair.Gateway.SendAsync(FrameType.Pong, token);
        }

        await Task.WhenAll(pings).WaitAsync(TestTimeouts.Long);
    }

    [Fact]
    public async Task A_ping_without_an_answer_times_out()
    {
        await using var pair = new SessionPair();

        Task<TimeSpan> ping = pair.Client.PingAsync().AsTask();
        await pair.Gateway.ExpectAsync(FrameType.Ping);
        pair.Clock.Advance(TimeSpan.FromSeconds(5));

        await Assert.ThrowsAsync<ChanTimeoutException>(() => ping.WaitAsync(TestTimeouts.Long));
    }

    private static async Task AssertHeardAsync(SessionPair pair)
    {
        Task<ErlTerm> rpc = pair.Client.RpcAsync(1);
        (uint id, _) = await pair.Gateway.ExpectRpcAsync();
        await pair.Gateway.SendTermAsync(FrameType.Reply, id, 1);
        await rpc.WaitAsync(TestTimeouts.Long);
    }
}
