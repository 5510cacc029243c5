using Chan.Client.Tests.Kit;
using Chan.Protocol.Framing;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Client.Tests.Reconnecting;

/// <summary>When a connection comes back, how long it waits, and when it gives up.</summary>
public sealed class ReconnectingTests
{
    [Fact]
    public async Task A_lost_connection_comes_back_and_says_what_happens()
    {
        await using var fixture = new ReconnectFixture();
        ReconnectingChanConnection client = await fixture.ConnectAsync();

        fixture.Pair.Streams.Cut();
        ChanStateChange waiting = await fixture.ExpectAsync(ChanConnectionState.Waiting);
        Assert.Equal(ChanConnectionState.Waiting, client.State);
        Assert.Equal(1, waiting.Attempt);
        Assert.Contains("lost", waiting.Reason, StringComparison.Ordinal);
        TimeSpan wait = Assert.NotNull(waiting.RetryIn);
        await fixture.Clock.WaitForTimerAsync(wait);
        Task connected = client.WaitUntilConnectedAsync();
        Assert.False(connected.IsCompleted);
        fixture.Clock.Advance(wait);

        await fixture.ExpectAsync(ChanConnectionState.Connecting);
        Assert.Equal(1, (await fixture.ExpectAsync(ChanConnectionState.Connected)).Attempt);
        await connected.WaitAsync(TestTimeouts.Long);
        Task<ErlTerm> rpc = client.RpcAsync(1);
        (uint id, _) = await fixture.Pair.Gateway.ExpectRpcAsync();
        await fixture.Pair.Gateway.SendTermAsync(FrameType.Reply, id, 2);
        Assert.Equal(2, await rpc.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task Waits_double_up_to_the_longest_and_are_drawn_from_their_upper_half()
    {
        await using var fixture = new ReconnectFixture();
        TimeSpan[] ceilings = [.. new[] { 0.5, 1, 2, 4, 8, 16, 30, 30, 30 }.Select(TimeSpan.FromSeconds)];
        fixture.Plan(ceilings.Select(_ => ReconnectFixture.Failure(ChanConnectFailure.Unreachable)));
        fixture.Start();
        await fixture.ExpectAsync(ChanConnectionState.Connecting);

        List<TimeSpan> waits = [];
        foreach (TimeSpan ceiling in ceilings)
        {
            waits.Add(await fixture.PassWaitAsync());
            Assert.InRange(waits[^1], ceiling / 2, ceiling);
        }

        Assert.Equal(ceilings.Length + 1, (await fixture.ExpectAsync(ChanConnectionState.Connected)).Attempt);
        Assert.Equal(3, waits[^3..].Distinct().Count());
    }

    [Fact]
    public async Task A_connection_that_stood_long_makes_the_next_wait_short_again_and_one_that_did_not_does_not()
    {
        await using var fixture = new ReconnectFixture();
        fixture.Plan(Enumerable.Repeat(ReconnectFixture.Failure(ChanConnectFailure.Busy), 3));
        fixture.Start();
        await fixture.ExpectAsync(ChanConnectionState.Connecting);
        for (int i = 0; i < 3; i++)
        {
            await fixture.PassWaitAsync();
        }

        await fixture.ExpectAsync(ChanConnectionState.Connected);
        fixture.Pair.Streams.Cut();
        Assert.InRange(await fixture.PassWaitAsync(), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));
        await fixture.ExpectAsync(ChanConnectionState.Connected);
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        fixture.Pair.Streams.Cut();
        Assert.InRange(await fixture.PassWaitAsync(), TimeSpan.Zero, TimeSpan.FromSeconds(0.5));
        await fixture.ExpectAsync(ChanConnectionState.Connected);
    }

    [Theory]
    [InlineData(ChanConnectFailure.WrongServer)]
    [InlineData(ChanConnectFailure.Refused)]
    public async Task It_stops_after_three_wrong_passwords_in_a_row(ChanConnectFailure failure)
    {
        await using var fixture = new ReconnectFixture();
        fixture.Log.Expect(LogLevel.Error, "No further attempt");

        // What says nothing about the password does not begin the count again.
        fixture.Plan(
            ReconnectFixture.Failure(failure), ReconnectFixture.Failure(failure), ReconnectFixture.Failure(ChanConnectFailure.Unreachable),
            ReconnectFixture.Failure(failure));
        ReconnectingChanConnection client = fixture.Start();
        await fixture.ExpectAsync(ChanConnectionState.Connecting);
        for (int i = 0; i < 3; i++)
        {
            await fixture.PassWaitAsync();
        }

        ChanStateChange end = await fixture.ExpectAsync(ChanConnectionState.Closed);
        Assert.Contains(failure.ToString(), end.Reason, StringComparison.Ordinal);
        Assert.Equal(ChanCloseKind.GaveUp, (await client.Closed.WaitAsync(TestTimeouts.Long)).Kind);
        Assert.Equal(4, fixture.Attempts);
        ChanClosedException refusal = await Assert.ThrowsAsync<ChanClosedException>(() => client.RpcAsync(1));
        Assert.False(refusal.IsTransient || refusal.MayHaveBeenExecuted);
        await Assert.ThrowsAsync<ChanClosedException>(() => client.WaitUntilConnectedAsync());
    }

    [Theory]
    [InlineData(ChanConnectFailure.Untrusted)]
    [InlineData(ChanConnectFailure.Unsupported)]
    public async Task It_stops_at_once_where_trying_again_can_do_no_good(ChanConnectFailure failure)
    {
        await using var fixture = new ReconnectFixture();
        fixture.Log.Expect(LogLevel.Error, "No further attempt");
        fixture.Plan(ReconnectFixture.Failure(failure));
        ReconnectingChanConnection client = fixture.Start();

        Assert.Equal(ChanCloseKind.GaveUp, (await client.Closed.WaitAsync(TestTimeouts.Long)).Kind);
        Assert.Equal(1, fixture.Attempts);
    }

    [Theory]
    [InlineData(ChanConnectFailure.Unreachable)]
    [InlineData(ChanConnectFailure.Tls)]
    [InlineData(ChanConnectFailure.Busy)]
    [InlineData(ChanConnectFailure.ClosedDuringHandshake)]
    [InlineData(ChanConnectFailure.NotStarted)]
    [InlineData(ChanConnectFailure.Timeout)]
    public async Task It_goes_on_after_what_passes(ChanConnectFailure failure)
    {
        await using var fixture = new ReconnectFixture();
        fixture.Plan(Enumerable.Repeat(ReconnectFixture.Failure(failure), 5));
        fixture.Start();
        await fixture.ExpectAsync(ChanConnectionState.Connecting);
        for (int i = 0; i < 5; i++)
        {
            await fixture.PassWaitAsync();
        }

        await fixture.ExpectAsync(ChanConnectionState.Connected);
    }

    [Fact]
    public async Task A_clean_end_by_the_service_is_the_end()
    {
        await using var fixture = new ReconnectFixture();
        ReconnectingChanConnection client = await fixture.ConnectAsync();

        await fixture.Pair.Gateway.SendTermAsync(FrameType.Close, Atoms.Normal);
        fixture.Pair.Streams.SecondToFirst.End();

        Assert.True((await client.Closed.WaitAsync(TestTimeouts.Long)).IsClean);
        await fixture.ExpectAsync(ChanConnectionState.Closed);
        Assert.Empty(await client.ReadPushesAsync().ToListAsync());
    }

    [Fact]
    public async Task A_crash_of_the_service_is_not_the_end()
    {
        await using var fixture = new ReconnectFixture();
        await fixture.ConnectAsync();

        await fixture.Pair.Gateway.SendTermAsync(FrameType.Close, ErlTerm.Parse("{error, exit, hidden}"));
        fixture.Pair.Streams.SecondToFirst.End();

        await fixture.PassWaitAsync();
        await fixture.ExpectAsync(ChanConnectionState.Connected);
    }

    [Fact]
    public async Task Closing_ends_a_wait_at_once()
    {
        await using var fixture = new ReconnectFixture();
        fixture.Plan(ReconnectFixture.Failure(ChanConnectFailure.Unreachable));
        ReconnectingChanConnection client = fixture.Start();
        await fixture.ExpectAsync(ChanConnectionState.Connecting);
        await fixture.ExpectAsync(ChanConnectionState.Waiting);

        await client.CloseAsync().WaitAsync(TestTimeouts.Long);
        await client.CloseAsync().WaitAsync(TestTimeouts.Long);

        Assert.Equal(ChanCloseKind.Local, (await client.Closed).Kind);
        Assert.Equal(ChanConnectionState.Closed, client.State);
        Assert.Equal(1, fixture.Attempts);
    }

    [Fact]
    public async Task A_handler_of_states_that_fails_is_logged_and_nothing_else()
    {
        await using var fixture = new ReconnectFixture();
        fixture.Log.Expect(LogLevel.Error, "handler");
        ReconnectingChanConnection client = fixture.Start(
            new ChanReconnectOptions { StateChanged = change => throw new InvalidOperationException("the application's fault") });

        await client.WaitUntilConnectedAsync().WaitAsync(TestTimeouts.Long);
        fixture.Log.Allow(LogLevel.Error, "handler");
    }

    [Fact]
    public void Settings_out_of_range_are_all_named()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => ReconnectingChanConnection.Start(
            SessionPair.Endpoint,
            ReconnectFixture.Options,
            new ChanReconnectOptions { FirstDelay = TimeSpan.Zero, LongestDelay = TimeSpan.FromDays(2), MaxConfirmationFailures = 0, CastQueueLimit = 0 }));

        foreach (string name in new[] { "FirstDelay", "LongestDelay", "MaxConfirmationFailures", "CastQueueLimit" })
        {
            Assert.Contains(name, fault.Message, StringComparison.Ordinal);
        }
    }
}
