using Chan.Client.Tests.Kit;
using Chan.Protocol.Framing;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Client.Tests.Sessions;

public class EndingTests
{
    [Fact]
    public async Task Closing_sends_what_is_queued_and_then_close_normal()
    {
        await using var pair = new SessionPair();

        await pair.Client.CastAsync(1);
        Task closing = pair.Client.CloseAsync();

        Assert.Equal(1, await pair.Gateway.ExpectTermAsync(FrameType.Cast));
        Assert.Equal(Atoms.Normal, await pair.Gateway.ExpectTermAsync(FrameType.Close));
        pair.Streams.SecondToFirst.End();
        await closing.WaitAsync(TestTimeouts.Long);
        Assert.Equal(ChanCloseKind.Local, (await pair.Closed).Kind);
        Assert.True(await pair.Gateway.IsAtEndAsync());
    }

    [Fact]
    public async Task A_gateway_that_does_not_hang_up_is_waited_for_one_second_only()
    {
        await using var pair = new SessionPair();

        Task closing = pair.Client.CloseAsync();
        await pair.Gateway.ExpectTermAsync(FrameType.Close);
        await pair.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        pair.Clock.Advance(TimeSpan.FromSeconds(1));

        await closing.WaitAsync(TestTimeouts.Long);
    }

    [Fact]
    public async Task Open_rpcs_fail_with_the_gateways_reason()
    {
        await using var pair = new SessionPair();

        Task<ErlTerm> rpc = pair.Client.RpcAsync(1);
        await pair.Gateway.ExpectRpcAsync();
        await pair.Gateway.SendTermAsync(FrameType.Close, ErlTerm.Parse("{error, draining, <<\"restart\">>}"));

        ChanClosedException e = await Assert.ThrowsAsync<ChanClosedException>(() => rpc.WaitAsync(TestTimeouts.Long));
        Assert.Equal(ChanCloseKind.Remote, e.Reason.Kind);
        Assert.Equal(ErlTerm.Parse("{error, draining, <<\"restart\">>}"), e.Reason.Term);
        Assert.Contains("about to stop", e.Message, StringComparison.Ordinal);
        Assert.False(e.Reason.IsClean);
        Assert.True(e.IsTransient);
    }

    [Fact]
    public async Task A_stream_that_ends_without_close_is_a_loss()
    {
        await using var pair = new SessionPair();

        Task<ErlTerm> rpc = pair.Client.RpcAsync(1);
        await pair.Gateway.ExpectRpcAsync();
        pair.Streams.SecondToFirst.End();

        ChanClosedException e = await Assert.ThrowsAsync<ChanClosedException>(() => rpc.WaitAsync(TestTimeouts.Long));
        Assert.Equal(ChanCloseKind.Lost, e.Reason.Kind);
    }

    [Fact]
    public async Task A_stream_that_breaks_is_a_loss()
    {
        await using var pair = new SessionPair();

        pair.Streams.Cut();

        Assert.Equal(ChanCloseKind.Lost, (await pair.Closed).Kind);
    }

    [Fact]
    public async Task A_stream_that_ends_inside_a_frame_is_a_loss_not_a_clean_end()
    {
        await using var pair = new SessionPair();

        await pair.Gateway.SendRawAsync(0, 0, 0, 9, (byte)FrameType.Send, 131);
        pair.Streams.SecondToFirst.End();

        ChanCloseReason reason = await pair.Closed;
        Assert.Equal(ChanCloseKind.Lost, reason.Kind);
        Assert.Contains("inside a message", reason.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_call_after_the_end_says_why_it_ended()
    {
        await using var pair = new SessionPair();
        pair.Streams.SecondToFirst.End();
        await pair.Closed;
        await pair.Client.CloseAsync().WaitAsync(TestTimeouts.Long);

        await AssertClosedAsync(() => pair.Client.RpcAsync(1));
        await AssertClosedAsync(() => pair.Client.CastAsync(1).AsTask());
        await AssertClosedAsync(() => pair.Client.PingAsync().AsTask());
    }

    [Fact]
    public async Task The_first_reason_is_kept()
    {
        await using var pair = new SessionPair();

        await pair.Gateway.SendTermAsync(FrameType.Close, Atoms.Normal);
        await pair.Closed;
        pair.Streams.SecondToFirst.End();
        await pair.Client.CloseAsync().WaitAsync(TestTimeouts.Long);

        Assert.Equal(ChanCloseKind.Remote, (await pair.Closed).Kind);
    }

    [Fact]
    public async Task Disposing_twice_and_closing_from_many_threads_is_harmless()
    {
        await using var pair = new SessionPair();

        Task[] closings = [.. Enumerable.Range(0, 16).Select(_ => Task.Run(() => pair.Client.CloseAsync()))];
        Assert.Equal(Atoms.Normal, await pair.Gateway.ExpectTermAsync(FrameType.Close));
        pair.Streams.SecondToFirst.End();
        await Task.WhenAll(closings).WaitAsync(TestTimeouts.Long);
        await pair.Client.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        await pair.Client.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
    }

    [Fact]
    public async Task A_gateway_that_takes_nothing_for_ten_seconds_is_given_up()
    {
        await using var pair = new SessionPair();
        pair.Streams.FirstToSecond.Hold();

        Task<ErlTerm> rpc = pair.Client.RpcAsync(1, Timeout.InfiniteTimeSpan);
        ValueTask cast;
        do
        {
            // Fills what the connection holds, so that the writer blocks.
            cast = pair.Client.CastAsync(ErlTerm.Binary(new byte[100_000]));
        }
        while (cast.IsCompletedSuccessfully);

        Task waiting = cast.AsTask();
        await pair.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(10));
        pair.Clock.Advance(TimeSpan.FromSeconds(10.1));

        await Assert.ThrowsAsync<ChanClosedException>(() => waiting.WaitAsync(TestTimeouts.Long));
        ChanClosedException e = await Assert.ThrowsAsync<ChanClosedException>(() => rpc.WaitAsync(TestTimeouts.Long));
        Assert.Equal(ChanCloseKind.SlowGateway, e.Reason.Kind);
    }

    private static async Task AssertClosedAsync(Func<Task> call)
    {
        ChanClosedException e = await Assert.ThrowsAsync<ChanClosedException>(call);
        Assert.Equal(ChanCloseKind.Lost, e.Reason.Kind);
        Assert.Equal(SessionPair.Endpoint, e.Endpoint);
    }
}
