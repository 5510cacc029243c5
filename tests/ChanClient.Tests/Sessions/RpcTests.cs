using Chan.Client.Tests.Kit;
using Chan.Protocol.Framing;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Client.Tests.Sessions;

public class RpcTests
{
    private static readonly ErlTerm Request = ErlTerm.Parse("{lookup, joe}");
    private static readonly ErlTerm Answer = ErlTerm.Parse("{ok, \"writing a book\"}");

    [Fact]
    public async Task An_answer_comes_back_to_its_caller()
    {
        await using var pair = new SessionPair();

        Task<ErlTerm> rpc = pair.Client.RpcAsync(Request);
        (uint id, ErlTerm received) = await pair.Gateway.ExpectRpcAsync();
        await pair.Gateway.SendTermAsync(FrameType.Reply, id, Answer);

        Assert.Equal(Request, received);
        Assert.Equal(Answer, await rpc.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task Answers_may_come_in_any_order()
    {
        await using var pair = new SessionPair();

        Task<ErlTerm> first = pair.Client.RpcAsync(1);
        Task<ErlTerm> second = pair.Client.RpcAsync(2);
        (uint firstId, _) = await pair.Gateway.ExpectRpcAsync();
        (uint secondId, _) = await pair.Gateway.ExpectRpcAsync();
        await pair.Gateway.SendTermAsync(FrameType.Reply, secondId, 20);
        await pair.Gateway.SendTermAsync(FrameType.Reply, firstId, 10);

        Assert.NotEqual(firstId, secondId);
        Assert.Equal(20, await second.WaitAsync(TestTimeouts.Long));
        Assert.Equal(10, await first.WaitAsync(TestTimeouts.Long));
    }

    [Theory]
    [InlineData("{error, noproc, hidden}", "noproc", true)]
    [InlineData("{error, exit, hidden}", "exit", false)]
    [InlineData("{error, refused, pattern}", "refused", false)]
    [InlineData("{error, draining, <<\"stopping\">>}", "draining", true)]
    public async Task An_error_frame_becomes_an_exception_and_the_session_goes_on(string error, string errorClass, bool isTransient)
    {
        await using var pair = new SessionPair();

        Task<ErlTerm> rpc = pair.Client.RpcAsync(Request);
        (uint id, _) = await pair.Gateway.ExpectRpcAsync();
        await pair.Gateway.SendTermAsync(FrameType.Error, id, ErlTerm.Parse(error));

        ChanRemoteException e = await Assert.ThrowsAsync<ChanRemoteException>(() => rpc.WaitAsync(TestTimeouts.Long));
        Assert.Equal(errorClass, e.Class.Name);
        Assert.Equal(ErlTerm.Parse(error), e.Error);
        Assert.Equal(isTransient, e.IsTransient);
        Assert.False(pair.Client.Closed.IsCompleted);
    }

    [Fact]
    public async Task After_the_timeout_the_gateway_is_told_and_its_late_answer_is_dropped()
    {
        await using var pair = new SessionPair();

        Task<ErlTerm> rpc = pair.Client.RpcAsync(Request, TimeSpan.FromSeconds(3));
        (uint id, _) = await pair.Gateway.ExpectRpcAsync();
        pair.Clock.Advance(TimeSpan.FromSeconds(3.1));

        ChanTimeoutException e = await Assert.ThrowsAsync<ChanTimeoutException>(() => rpc.WaitAsync(TestTimeouts.Long));
        Assert.Equal(TimeSpan.FromSeconds(3), e.Timeout);
        Assert.Equal(id, await pair.Gateway.ExpectCancelAsync());
        await pair.Gateway.SendTermAsync(FrameType.Reply, id, Answer);
        await AssertWorksAsync(pair);
    }

    [Fact]
    public async Task The_error_that_answers_a_cancel_is_dropped()
    {
        await using var pair = new SessionPair();
        using var cancel = new CancellationTokenSource();

        Task<ErlTerm> rpc = pair.Client.RpcAsync(Request, cancellationToken: cancel.Token);
        (uint id, _) = await pair.Gateway.ExpectRpcAsync();
        await cancel.CancelAsync();

        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rpc.WaitAsync(TestTimeouts.Long));
        Assert.Equal(cancel.Token, e.CancellationToken);
        Assert.Equal(id, await pair.Gateway.ExpectCancelAsync());
        await pair.Gateway.SendTermAsync(FrameType.Error, id, ErlTerm.Parse("{error, timeout, cancelled}"));
        await AssertWorksAsync(pair);
    }

    [Fact]
    public async Task A_cancelled_token_sends_nothing()
    {
        await using var pair = new SessionPair();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => pair.Client.RpcAsync(Request, cancellationToken: new CancellationToken(true)));

        await AssertWorksAsync(pair);
    }

    [Fact]
    public async Task The_earliest_of_several_timeouts_fires_first_and_the_others_still_fire()
    {
        await using var pair = new SessionPair();

        Task<ErlTerm> late = pair.Client.RpcAsync(1, TimeSpan.FromSeconds(20));
        Task<ErlTerm> early = pair.Client.RpcAsync(2, TimeSpan.FromSeconds(2));
        Task<ErlTerm> never = pair.Client.RpcAsync(3, Timeout.InfiniteTimeSpan);

        pair.Clock.Advance(TimeSpan.FromSeconds(2.1));
        await Assert.ThrowsAsync<ChanTimeoutException>(() => early.WaitAsync(TestTimeouts.Long));
        Assert.False(late.IsCompleted);

        pair.Clock.Advance(TimeSpan.FromSeconds(18));
        await Assert.ThrowsAsync<ChanTimeoutException>(() => late.WaitAsync(TestTimeouts.Long));
        Assert.False(never.IsCompleted);
    }

    [Fact]
    public async Task A_request_over_the_frame_limit_is_refused_before_it_is_sent()
    {
        await using var pair = new SessionPair(frameLimit: 100);

        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(() => pair.Client.RpcAsync(ErlTerm.Binary(new byte[200])));

        Assert.Contains("at most 100", e.Message, StringComparison.Ordinal);
        await AssertWorksAsync(pair);
    }

    [Fact]
    public async Task Sixty_four_callers_at_once_each_get_their_own_answer()
    {
        const int Callers = 64;
        const int Calls = 200;
        await using var pair = new SessionPair();
        Task service = pair.Gateway.AnswerAllAsync(static request => ErlTerm.Tuple(Atoms.Ok, request));

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (int call = 0; call < Calls; call++)
            {
                ErlTerm request = ErlTerm.Tuple(caller, call);
                Assert.Equal(ErlTerm.Tuple(Atoms.Ok, request), await pair.Client.RpcAsync(request, Timeout.InfiniteTimeSpan));
            }
        }))).WaitAsync(TestTimeouts.Long);

        Task closing = pair.Client.CloseAsync();
        await service.WaitAsync(TestTimeouts.Long);
        pair.Streams.SecondToFirst.End();
        await closing.WaitAsync(TestTimeouts.Long);
    }

    [Fact]
    public async Task A_caller_that_blocks_does_not_hold_up_the_answers_of_others()
    {
        await using var pair = new SessionPair();
        using var release = new ManualResetEventSlim();

        Task blocked = BlockAfterAnswerAsync(pair, release);
        (uint id, _) = await pair.Gateway.ExpectRpcAsync();
        await pair.Gateway.SendTermAsync(FrameType.Reply, id, Answer);

        await AssertWorksAsync(pair);
        release.Set();
        await blocked.WaitAsync(TestTimeouts.Long);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(2147483648d)]
    public async Task A_timeout_out_of_range_is_a_fault_of_the_caller(double milliseconds)
    {
        await using var pair = new SessionPair();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => pair.Client.RpcAsync(Request, TimeSpan.FromMilliseconds(milliseconds)));
    }

    private static async Task BlockAfterAnswerAsync(SessionPair pair, ManualResetEventSlim release)
    {
        await pair.Client.RpcAsync(Request);
        release.Wait(TestTimeouts.Long);
    }

    private static async Task AssertWorksAsync(SessionPair pair)
    {
        Task<ErlTerm> rpc = pair.Client.RpcAsync(Atoms.Ok);
        (uint id, ErlTerm request) = await pair.Gateway.ExpectRpcAsync();
        Assert.Equal(Atoms.Ok, request);
        await pair.Gateway.SendTermAsync(FrameType.Reply, id, Answer);
        Assert.Equal(Answer, await rpc.WaitAsync(TestTimeouts.Long));
    }
}
