using Chan.Client.Tests.Kit;
using Chan.Protocol.Framing;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Client.Tests.Reconnecting;

/// <summary>What becomes of messages when the connection under them is lost.</summary>
public sealed class ReconnectingMessageTests
{
    private static readonly ChanReconnectOptions Keeping = new() { CastsWhileDown = ChanCastsWhileDown.Queue, CastQueueLimit = 3 };

    [Fact]
    public async Task An_rpc_in_flight_fails_and_says_that_the_service_may_have_acted()
    {
        await using var fixture = new ReconnectFixture();
        ReconnectingChanConnection client = await fixture.ConnectAsync();
        Task<ErlTerm> rpc = client.RpcAsync(1);
        await fixture.Pair.Gateway.ExpectRpcAsync();

        fixture.Pair.Streams.Cut();

        ChanClosedException lost = await Assert.ThrowsAsync<ChanClosedException>(() => rpc.WaitAsync(TestTimeouts.Long));
        Assert.True(lost.MayHaveBeenExecuted && lost.IsTransient);
        Assert.Contains("may have acted", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_connection_rpcs_pings_and_casts_are_refused_and_nothing_was_sent()
    {
        await using var fixture = new ReconnectFixture();
        ReconnectingChanConnection client = await fixture.ConnectAsync();
        fixture.Pair.Streams.Cut();
        await fixture.ExpectAsync(ChanConnectionState.Waiting);

        ChanNotConnectedException refusal = await Assert.ThrowsAsync<ChanNotConnectedException>(() => client.RpcAsync(1));
        Assert.True(refusal.IsTransient);
        Assert.Contains("Nothing was sent", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ChanNotConnectedException>(() => client.PingAsync().AsTask());
        await Assert.ThrowsAsync<ChanNotConnectedException>(() => client.CastAsync(1).AsTask());
    }

    [Fact]
    public async Task Kept_casts_are_bounded_and_go_first_and_in_order()
    {
        await using var fixture = new ReconnectFixture();
        ReconnectingChanConnection client = await fixture.ConnectAsync(Keeping);
        fixture.Pair.Streams.Cut();
        await fixture.ExpectAsync(ChanConnectionState.Waiting);
        for (int i = 1; i <= 3; i++)
        {
            await client.CastAsync(i);
        }

        ChanNotConnectedException full = await Assert.ThrowsAsync<ChanNotConnectedException>(() => client.CastAsync(4).AsTask());
        Assert.Contains("CastQueueLimit", full.Message, StringComparison.Ordinal);
        await PassWaitThatBeganAsync(fixture);
        await fixture.ExpectAsync(ChanConnectionState.Connected);
        await client.CastAsync(5);

        foreach (int expected in new[] { 1, 2, 3, 5 })
        {
            Assert.Equal(expected, await fixture.Pair.Gateway.ExpectTermAsync(FrameType.Cast));
        }
    }

    [Fact]
    public async Task A_kept_cast_that_the_service_cannot_take_is_dropped_with_a_warning_and_the_next_goes_out()
    {
        await using var fixture = new ReconnectFixture();
        fixture.Log.Expect(3013);
        ReconnectingChanConnection client = await fixture.ConnectAsync(Keeping);
        fixture.Pair.Streams.Cut();
        await fixture.ExpectAsync(ChanConnectionState.Waiting);
        await client.CastAsync(ErlTerm.Binary(new byte[(int)SessionPair.FrameLimit + 1]));
        await client.CastAsync(2);

        await PassWaitThatBeganAsync(fixture);
        Assert.Equal(2, await fixture.Pair.Gateway.ExpectTermAsync(FrameType.Cast));
    }

    [Fact]
    public async Task Pushes_of_all_connections_come_in_one_row()
    {
        await using var fixture = new ReconnectFixture();
        ReconnectingChanConnection client = await fixture.ConnectAsync();
        await using IAsyncEnumerator<ErlTerm> pushes = client.ReadPushesAsync().GetAsyncEnumerator();
        await fixture.Pair.Gateway.SendTermAsync(FrameType.Send, 1);
        Assert.Equal(1, await NextAsync(pushes));
        await fixture.Pair.Gateway.SendTermAsync(FrameType.Send, 2);
        fixture.Pair.Streams.SecondToFirst.End();

        await fixture.PassWaitAsync();
        await fixture.ExpectAsync(ChanConnectionState.Connected);
        await fixture.Pair.Gateway.SendTermAsync(FrameType.Send, 3);

        Assert.Equal(2, await NextAsync(pushes));
        Assert.Equal(3, await NextAsync(pushes));
        fixture.Pair.Streams.Cut();
        await client.CloseAsync().WaitAsync(TestTimeouts.Long);
        Assert.False(await pushes.MoveNextAsync().AsTask().WaitAsync(TestTimeouts.Long));
    }

    private static async Task<ErlTerm> NextAsync(IAsyncEnumerator<ErlTerm> pushes)
    {
        Assert.True(await pushes.MoveNextAsync().AsTask().WaitAsync(TestTimeouts.Long));
        return pushes.Current;
    }

    // The state was taken already; the shortest wait is at most half a second.
    private static async Task PassWaitThatBeganAsync(ReconnectFixture fixture)
    {
        await fixture.Clock.WaitForTimersAsync(1);
        fixture.Clock.Advance(TimeSpan.FromSeconds(0.5));
        await fixture.ExpectAsync(ChanConnectionState.Connecting);
    }
}
