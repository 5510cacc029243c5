using Chan.Client.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Client.Tests.Sessions;

public class ClassicSessionTests
{
    [Fact]
    [Trait("Scenario", "G2")]
    public async Task Casts_and_rpcs_are_bare_terms_and_the_next_term_is_the_answer()
    {
        using var pair = new ClassicPair();
        await using ChanConnection client = await pair.OpenAsync();

        await client.CastAsync(ErlTerm.Parse("{store, joe, \"writing a book\"}"));
        Task<ErlTerm> rpc = client.RpcAsync(ErlTerm.Parse("{lookup, joe}"));

        Assert.Equal(ErlTerm.Parse("{store, joe, \"writing a book\"}"), await pair.ReadAsync());
        Assert.Equal(ErlTerm.Parse("{lookup, joe}"), await pair.ReadAsync());
        await pair.SendAsync("{ok, \"writing a book\"}");
        Assert.Equal(ErlTerm.Parse("{ok, \"writing a book\"}"), await rpc.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task A_second_rpc_waits_its_turn()
    {
        using var pair = new ClassicPair();
        await using ChanConnection client = await pair.OpenAsync();

        Task<ErlTerm> first = client.RpcAsync(1);
        Task<ErlTerm> second = client.RpcAsync(2);
        Assert.Equal(1, await pair.ReadAsync());
        await pair.SendAsync("10");
        Assert.Equal(2, await pair.ReadAsync());
        await pair.SendAsync("20");

        Assert.Equal(10, await first.WaitAsync(TestTimeouts.Long));
        Assert.Equal(20, await second.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task A_timeout_closes_the_connection_because_a_late_answer_could_be_taken_for_the_next()
    {
        using var pair = new ClassicPair();
        await using ChanConnection client = await pair.OpenAsync();

        Task<ErlTerm> rpc = client.RpcAsync(1, TimeSpan.FromSeconds(2));
        await pair.ReadAsync();
        pair.Clock.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<ChanTimeoutException>(() => rpc.WaitAsync(TestTimeouts.Long));
        Assert.Equal(ChanCloseKind.AbandonedRpc, (await client.Closed.WaitAsync(TestTimeouts.Long)).Kind);
        ChanClosedException e = await Assert.ThrowsAsync<ChanClosedException>(() => client.RpcAsync(2));
        Assert.Contains("late answer", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timeout_while_waiting_for_the_turn_harms_nobody()
    {
        using var pair = new ClassicPair();
        await using ChanConnection client = await pair.OpenAsync();

        Task<ErlTerm> first = client.RpcAsync(1, Timeout.InfiniteTimeSpan);
        Task<ErlTerm> second = client.RpcAsync(2, TimeSpan.FromSeconds(2));
        Assert.Equal(1, await pair.ReadAsync());
        pair.Clock.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<ChanTimeoutException>(() => second.WaitAsync(TestTimeouts.Long));
        await pair.SendAsync("10");

        Assert.Equal(10, await first.WaitAsync(TestTimeouts.Long));
        Assert.False(client.Closed.IsCompleted);
    }

    [Fact]
    public async Task A_term_that_nobody_asked_for_is_a_push()
    {
        using var pair = new ClassicPair();
        await using ChanConnection client = await pair.OpenAsync();
        await using IAsyncEnumerator<ErlTerm> pushes = client.ReadPushesAsync().GetAsyncEnumerator();

        await pair.SendAsync("{news, 1}");

        Assert.True(await pushes.MoveNextAsync().AsTask().WaitAsync(TestTimeouts.Long));
        Assert.Equal(ErlTerm.Parse("{news, 1}"), pushes.Current);
    }

    [Fact]
    public async Task The_end_of_the_stream_is_how_a_service_ends_and_open_rpcs_fail()
    {
        using var pair = new ClassicPair();
        await using ChanConnection client = await pair.OpenAsync();

        Task<ErlTerm> rpc = client.RpcAsync(1);
        await pair.ReadAsync();
        pair.End();

        ChanClosedException e = await Assert.ThrowsAsync<ChanClosedException>(() => rpc.WaitAsync(TestTimeouts.Long));
        Assert.Equal(ChanCloseKind.Lost, e.Reason.Kind);
    }

    [Fact]
    public async Task Bytes_that_are_no_term_end_the_session()
    {
        using var pair = new ClassicPair();
        await using ChanConnection client = await pair.OpenAsync();

        await pair.SendRawAsync([1, 2, 3]);

        Assert.Equal(ChanCloseKind.ProtocolViolation, (await client.Closed.WaitAsync(TestTimeouts.Long)).Kind);
        await Assert.ThrowsAsync<ChanProtocolException>(() => client.RpcAsync(1));
    }

    [Fact]
    public async Task Closing_ends_the_stream_without_a_goodbye()
    {
        using var pair = new ClassicPair();
        ChanConnection client = await pair.OpenAsync();

        await client.CloseAsync().WaitAsync(TestTimeouts.Long);

        Assert.True(await pair.IsAtEndAsync());
    }

    [Fact]
    public async Task There_is_no_ping()
    {
        using var pair = new ClassicPair();
        await using ChanConnection client = await pair.OpenAsync();

        await Assert.ThrowsAsync<NotSupportedException>(() => client.PingAsync().AsTask());
    }
}
