using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Processes;

/// <summary>Senders over a connection that has no room.</summary>
public sealed class BusyPeerTests : RemoteTest
{
    private static readonly ErlAtom Go = ErlTerm.Atom("go");
    private readonly TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_send_that_waits_goes_on_when_there_is_room()
    {
        Remote.Room = _room.Task;
        Task<bool> done = Run(async self =>
        {
            ValueTask wait = self.SendAsync(Peer(), 1);
            _sent.SetResult();
            await wait;
            Remote.Room = Task.CompletedTask;
            await self.SendAsync(Peer(), 2);
            await self.SendAsync(self.Self, 3);
            Assert.Equal(3, await self.ReceiveAsync());
            return true;
        });
        await _sent.Task;
        Assert.Single(Remote.Take());
        Assert.False(done.IsCompleted);

        _room.SetResult();
        Assert.True(await done);
        Assert.Single(Remote.Take());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_send_to_a_busy_peer_a_receive_waits_for_room_even_if_there_is_a_message(bool isThereBefore)
    {
        Remote.Room = _room.Task;
        var got = new TaskCompletionSource<ErlTerm>();
        ErlPid mine = Node.Spawn(async self =>
        {
            if (isThereBefore)
            {
                self.Send(self.Self, Go);
            }

            self.Send(Peer(), 1);
            self.Send(Peer(), 2);
            _sent.SetResult();
            got.SetResult(await self.ReceiveAsync(message => message == Go));
            await WaitForStop(self);
        });
        await _sent.Task;
        Node.Send(mine, Atoms.Timeout);
        Node.Send(mine, Go);
        Assert.Equal(1, await Run(_ => Task.FromResult(1)));
        Assert.False(got.Task.IsCompleted);
        Assert.Equal(2, Remote.Take().Length);

        _room.SetResult();
        Assert.Equal(Go, await got.Task);
    }

    [Fact]
    public async Task A_process_that_waits_for_room_can_be_ended()
    {
        Remote.Room = _room.Task;
        var unwound = new TaskCompletionSource();
        ErlPid mine = Node.Spawn(async self =>
        {
            try
            {
                self.Send(Peer(), 1);
                _sent.SetResult();
                await self.ReceiveAsync();
            }
            finally
            {
                unwound.SetResult();
            }
        });
        await _sent.Task;
        Node.Exit(mine, Boom);
        await unwound.Task;
        _room.SetResult();
    }

    [Fact]
    public async Task A_time_out_that_is_over_when_there_is_room_again_looks_once_more()
    {
        Remote.Room = _room.Task;
        Task<ErlTerm?> got = Run(async self =>
        {
            self.Send(Peer(), 1);
            ValueTask<ErlTerm?> wait = self.ReceiveAsync(message => message == Go, TimeSpan.FromSeconds(1));
            Node.Send(self.Self, Go);
            _sent.SetResult();
            return await wait;
        });
        await _sent.Task;
        Clock.Advance(TimeSpan.FromSeconds(2));
        _room.SetResult();

        Assert.Equal(Go, await got);
    }

    [Fact]
    public async Task Two_busy_peers_must_both_have_room()
    {
        var other = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<bool> done = Run(async self =>
        {
            Remote.Room = _room.Task;
            self.Send(Peer(1), 1);
            Remote.Room = other.Task;
            ValueTask wait = self.SendAsync(Peer(2), 2);
            _sent.SetResult();
            await wait;
            return true;
        });
        await _sent.Task;
        other.SetResult();
        Assert.Equal(1, await Run(_ => Task.FromResult(1)));
        Assert.False(done.IsCompleted);

        _room.SetResult();
        Assert.True(await done);
    }

    [Fact]
    public async Task Host_code_can_wait_for_room_and_give_up()
    {
        Remote.Room = _room.Task;
        using var cancellation = new CancellationTokenSource();
        Task wait = Node.SendAsync(Peer(), 1, cancellation.Token).AsTask();
        Assert.Single(Remote.Take());
        Assert.False(wait.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);

        _room.SetResult();
        Assert.True(Node.SendAsync(Peer(), 2, TestContext.Current.CancellationToken).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public Task Beyond_the_hard_limit_the_sender_gets_an_error() => Run(self =>
    {
        Remote.SendFault = TermException.Error(ErlTerm.Atom("system_limit"));

        TermException thrown = Assert.Throws<TermException>(() => self.Send(Peer(), 1));
        Assert.Equal(ErlTerm.Atom("system_limit"), thrown.Reason);
        return Task.CompletedTask;
    });
}
