using Chan.Client.Tests.Kit;
using Chan.Protocol.Framing;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Client.Tests.Sessions;

public class PushTests
{
    [Fact]
    public async Task Pushes_come_in_order_and_end_with_a_clean_close()
    {
        await using var pair = new SessionPair();

        await pair.Gateway.SendTermAsync(FrameType.Send, 1);
        await pair.Gateway.SendTermAsync(FrameType.Send, 2);
        await pair.Gateway.SendTermAsync(FrameType.Close, Atoms.Normal);

        Assert.Equal([1, 2], await ReadAllAsync(pair));
        Assert.Equal(ChanCloseKind.Remote, (await pair.Closed).Kind);
        Assert.True((await pair.Closed).IsClean);
    }

    [Fact]
    public async Task After_a_loss_the_pushes_that_came_are_given_out_and_then_the_loss_is_told()
    {
        await using var pair = new SessionPair();
        List<ErlTerm> read = [];

        await pair.Gateway.SendTermAsync(FrameType.Send, 1);
        pair.Streams.SecondToFirst.End();
        await pair.Closed;

        ChanClosedException e = await Assert.ThrowsAsync<ChanClosedException>(async () =>
        {
            await foreach (ErlTerm push in pair.Client.ReadPushesAsync())
            {
                read.Add(push);
            }
        });
        Assert.Equal([1], read);
        Assert.Equal(ChanCloseKind.Lost, e.Reason.Kind);
        Assert.True(e.IsTransient);
    }

    [Fact]
    public async Task Unread_pushes_do_not_hold_up_an_answer()
    {
        await using var pair = new SessionPair(new ChanConnectionOptions { PushQueueLimit = 100 });

        Task<ErlTerm> rpc = pair.Client.RpcAsync(Atoms.Ok);
        (uint id, _) = await pair.Gateway.ExpectRpcAsync();
        for (int i = 0; i < 100; i++)
        {
            await pair.Gateway.SendTermAsync(FrameType.Send, i);
        }

        await pair.Gateway.SendTermAsync(FrameType.Reply, id, Atoms.Ok);

        Assert.Equal(Atoms.Ok, await rpc.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task One_push_more_than_the_limit_closes_the_connection_and_both_sides_hear_why()
    {
        await using var pair = new SessionPair(new ChanConnectionOptions { PushQueueLimit = 2 });

        for (int i = 0; i < 3; i++)
        {
            await pair.Gateway.SendTermAsync(FrameType.Send, i);
        }

        ChanCloseReason reason = await pair.Closed;
        Assert.Equal(ChanCloseKind.PushOverflow, reason.Kind);
        Assert.Contains("ReadPushesAsync", reason.Text, StringComparison.Ordinal);
        Assert.True(await pair.Gateway.ExpectTermAsync(FrameType.Close) is ErlTuple and [ErlAtom("error"), ErlAtom("slow"), _]);
        ChanClosedException e = await Assert.ThrowsAsync<ChanClosedException>(() => pair.Client.RpcAsync(1));
        Assert.Equal(reason, e.Reason);
    }

    [Fact]
    public async Task The_bytes_of_unread_pushes_are_bounded_too()
    {
        await using var pair = new SessionPair(new ChanConnectionOptions { PushQueueByteLimit = 1024 });

        await pair.Gateway.SendTermAsync(FrameType.Send, ErlTerm.Binary(new byte[600]));
        await pair.Gateway.SendTermAsync(FrameType.Send, ErlTerm.Binary(new byte[600]));

        Assert.Equal(ChanCloseKind.PushOverflow, (await pair.Closed).Kind);
    }

    [Theory]
    [InlineData(ChanPushOverflow.DropOldest, 3, 4)]
    [InlineData(ChanPushOverflow.DropNewest, 0, 1)]
    public async Task A_policy_that_drops_keeps_the_connection(ChanPushOverflow policy, int first, int second)
    {
        await using var pair = new SessionPair(new ChanConnectionOptions { PushQueueLimit = 2, PushOverflow = policy });

        for (int i = 0; i < 5; i++)
        {
            await pair.Gateway.SendTermAsync(FrameType.Send, i);
        }

        await pair.Gateway.SendTermAsync(FrameType.Close, Atoms.Normal);
        await pair.Closed;

        Assert.Equal(3, pair.Client.DroppedPushes);
        Assert.Equal([first, second], await ReadAllAsync(pair));
    }

    [Fact]
    public async Task A_push_that_was_read_makes_room_for_another()
    {
        await using var pair = new SessionPair(new ChanConnectionOptions { PushQueueLimit = 1 });
        await using IAsyncEnumerator<ErlTerm> pushes = pair.Client.ReadPushesAsync().GetAsyncEnumerator();

        for (int i = 0; i < 10; i++)
        {
            await pair.Gateway.SendTermAsync(FrameType.Send, i);
            Assert.True(await pushes.MoveNextAsync().AsTask().WaitAsync(TestTimeouts.Long));
            Assert.Equal(i, pushes.Current);
        }
    }

    [Fact]
    public async Task Reading_can_be_cancelled_and_begun_again()
    {
        await using var pair = new SessionPair();
        using var cancel = new CancellationTokenSource();
        ValueTask<bool> waiting = pair.Client.ReadPushesAsync(cancel.Token).GetAsyncEnumerator(cancel.Token).MoveNextAsync();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.AsTask().WaitAsync(TestTimeouts.Long));

        await pair.Gateway.SendTermAsync(FrameType.Send, 7);
        await pair.Gateway.SendTermAsync(FrameType.Close, Atoms.Normal);
        Assert.Equal([7], await ReadAllAsync(pair));
    }

    private static async Task<List<ErlTerm>> ReadAllAsync(SessionPair pair)
    {
        List<ErlTerm> all = [];
        await foreach (ErlTerm push in pair.Client.ReadPushesAsync())
        {
            all.Add(push);
        }

        return all;
    }
}
