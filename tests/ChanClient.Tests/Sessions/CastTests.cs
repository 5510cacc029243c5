using Chan.Client.Tests.Kit;
using Chan.Protocol.Framing;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Client.Tests.Sessions;

public class CastTests
{
    [Fact]
    public async Task Casts_and_rpcs_of_one_caller_arrive_in_order()
    {
        await using var pair = new SessionPair();

        await pair.Client.CastAsync(1);
        Task<ErlTerm> rpc = pair.Client.RpcAsync(2);
        await pair.Client.CastAsync(3);

        Assert.Equal(1, await pair.Gateway.ExpectTermAsync(FrameType.Cast));
        Assert.Equal(2, (await pair.Gateway.ExpectRpcAsync()).Term);
        Assert.Equal(3, await pair.Gateway.ExpectTermAsync(FrameType.Cast));
        Assert.False(rpc.IsCompleted);
    }

    [Fact]
    public async Task A_refused_cast_is_told_to_the_application_and_the_session_goes_on()
    {
        var refused = new TaskCompletionSource<ChanRemoteException>();
        await using var pair = new SessionPair(new ChanConnectionOptions { CastRefused = refused.SetResult });
        pair.Log.Expect(3003);

        await pair.Client.CastAsync(ErlTerm.Parse("{format, disk}"));
        await pair.Gateway.ExpectAsync(FrameType.Cast);
        await pair.Gateway.SendTermAsync(FrameType.Error, 0, ErlTerm.Parse("{error, refused, pattern}"));

        ChanRemoteException e = await refused.Task.WaitAsync(TestTimeouts.Long);
        Assert.Equal("refused", e.Class.Name);
        Assert.Equal(ErlTerm.Atom("pattern"), e.Detail);
        Assert.False(pair.Client.Closed.IsCompleted);
    }

    [Fact]
    public async Task A_caller_waits_while_the_gateway_is_behind_and_can_give_up()
    {
        await using var pair = new SessionPair();
        using var cancel = new CancellationTokenSource();
        pair.Streams.FirstToSecond.Hold();
        ValueTask cast;
        do
        {
            cast = pair.Client.CastAsync(ErlTerm.Binary(new byte[100_000]), cancel.Token);
        }
        while (cast.IsCompletedSuccessfully);

        Task waiting = cast.AsTask();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TestTimeouts.Long));
        Assert.False(pair.Client.Closed.IsCompleted);
        pair.Streams.FirstToSecond.Release();
    }

    [Fact]
    public async Task A_caller_that_waited_goes_on_when_the_gateway_reads_again()
    {
        await using var pair = new SessionPair();
        pair.Streams.FirstToSecond.Hold();
        int sent = 0;
        ValueTask cast;
        do
        {
            cast = pair.Client.CastAsync(ErlTerm.Binary(new byte[100_000]));
            sent++;
        }
        while (cast.IsCompletedSuccessfully);

        Task waiting = cast.AsTask();
        pair.Streams.FirstToSecond.Release();
        for (int i = 0; i < sent; i++)
        {
            await pair.Gateway.ExpectAsync(FrameType.Cast);
        }

        await waiting.WaitAsync(TestTimeouts.Long);
    }

    [Fact]
    public async Task A_cast_over_the_frame_limit_is_refused_before_it_is_sent()
    {
        await using var pair = new SessionPair(frameLimit: 100);

        await Assert.ThrowsAsync<ArgumentException>(() => pair.Client.CastAsync(ErlTerm.Binary(new byte[200])).AsTask());
        await pair.Client.CastAsync(1);

        Assert.Equal(1, await pair.Gateway.ExpectTermAsync(FrameType.Cast));
    }
}
