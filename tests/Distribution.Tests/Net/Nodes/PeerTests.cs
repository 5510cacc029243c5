using Chan.Distribution.Net.Nodes;

namespace Chan.Distribution.Tests.Net.Nodes;

/// <summary>The rules of one peer's state, without any connection.</summary>
public sealed class PeerTests
{
    private static readonly AdmissionLimits Limits = new() { SignalsPending = 3, SignalsPendingHard = 5 };

    private readonly Peer _peer = new("b@memory", Limits);
    private int _failed;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_connection_that_comes_in_to_nothing_goes_on_until_the_peer_tries_again(bool ownIsGreater)
    {
        var first = new Attempt(AttemptSide.Theirs);
        Assert.Equal(Arrival.Ok, _peer.Arrive(first, ownIsGreater));
        Assert.True(_peer.IsOwner(first));

        var second = new Attempt(AttemptSide.Theirs);
        Assert.Equal(Arrival.Ok, _peer.Arrive(second, ownIsGreater));
        Assert.True(_peer.IsOwner(second));
        Assert.Null(_peer.Fail(first, dialInstead: true, out Attempt? dial));
        Assert.Null(dial);
    }

    [Fact]
    public void The_attempt_of_the_greater_name_goes_on()
    {
        _peer.Connect(out Attempt? own);

        Assert.Equal(Arrival.Nok, _peer.Arrive(new Attempt(AttemptSide.Theirs), ownIsGreater: true));
        Assert.True(_peer.IsOwner(own!));
        var theirs = new Attempt(AttemptSide.Theirs);
        Assert.Equal(Arrival.OkSimultaneous, _peer.Arrive(theirs, ownIsGreater: false));
        Assert.True(_peer.IsOwner(theirs));
        Assert.Null(_peer.Fail(own!, dialInstead: false, out _));
        Assert.Equal(PeerState.Pending, _peer.State);
    }

    [Fact]
    public void A_stranger_under_the_name_of_the_peer_does_not_make_what_waits_fail()
    {
        var stranger = new Attempt(AttemptSide.Theirs);
        _peer.Arrive(stranger, ownIsGreater: false);
        Post(SignalKind.Tie);

        Assert.Null(_peer.Fail(stranger, dialInstead: true, out Attempt? own));

        Assert.NotNull(own);
        Assert.True(_peer.IsOwner(own));
        Assert.Equal(0, _failed);
    }

    [Fact]
    public void What_waits_is_handed_back_when_the_attempt_fails()
    {
        Assert.NotNull(Post(SignalKind.Message));
        Post(SignalKind.Tie);
        Post(SignalKind.Untie);
        Task<ConnectResult> asked = _peer.Connect(out Attempt? second)!;
        Assert.Null(second);

        Attempt owner = Owner();
        Peer.Failure failure = _peer.Fail(owner, dialInstead: false, out _)!;

        Assert.Equal(3, failure.Queued.Length);
        Assert.Equal(PeerState.Closing, _peer.State);
        Assert.False(asked.IsCompleted);
        Assert.NotNull(failure.Outcome);
        Assert.Null(_peer.FinishClosing());
        Assert.Equal(PeerState.Idle, _peer.State);
    }

    [Fact]
    public void A_use_while_the_end_is_told_begins_a_new_attempt_when_it_has_been_told()
    {
        Post(SignalKind.Message);
        _peer.Fail(Owner(), dialInstead: false, out _);

        Assert.Null(Post(SignalKind.Message));
        Attempt? next = _peer.FinishClosing();

        Assert.NotNull(next);
        Assert.Single(_peer.Fail(next, dialInstead: false, out _)!.Queued);
    }

    [Fact]
    public void Senders_wait_beyond_one_limit_and_are_refused_beyond_another_while_ties_are_always_taken()
    {
        for (int sent = 0; sent < 3; sent++)
        {
            Assert.Equal(PostOutcome.Done, _peer.Post(Signal(), SignalKind.Message, AutoConnect.Always, out ValueTask room, out _));
            Assert.True(room.IsCompleted);
        }

        Assert.Equal(PostOutcome.Done, _peer.Post(Signal(), SignalKind.Message, AutoConnect.Always, out ValueTask busy, out _));
        Assert.False(busy.IsCompleted);
        _peer.Post(Signal(), SignalKind.Message, AutoConnect.Always, out _, out _);
        Assert.Equal(PostOutcome.Overflow, _peer.Post(Signal(), SignalKind.Message, AutoConnect.Always, out _, out _));
        Assert.Equal(PostOutcome.Done, _peer.Post(Signal(), SignalKind.Tie, AutoConnect.Always, out _, out _));

        _peer.Fail(Owner(), dialInstead: false, out _)!.Room!.TrySetResult();
        Assert.True(busy.IsCompleted);
    }

    [Fact]
    public void What_belongs_to_a_connection_does_not_make_one()
    {
        Assert.Null(Post(SignalKind.Untie));
        Assert.Null(Post(SignalKind.Reply));
        Assert.Equal(PeerState.Idle, _peer.State);
    }

    [Fact]
    public void A_peer_of_which_nothing_is_known_is_forgotten_and_looked_up_again()
    {
        Assert.True(_peer.TryRetire());

        Assert.Equal(PostOutcome.Retired, _peer.Post(Signal(), SignalKind.Message, AutoConnect.Always, out _, out _));
        Assert.Equal(Arrival.Retired, _peer.Arrive(new Attempt(AttemptSide.Theirs), ownIsGreater: false));
        Assert.Null(_peer.Connect(out _));
    }

    [Theory]
    [InlineData(AutoConnect.Never, false)]
    [InlineData(AutoConnect.Once, true)]
    [InlineData(AutoConnect.Always, true)]
    public void The_settings_say_whether_use_connects(AutoConnect mode, bool connects)
        => Assert.Equal(connects ? PostOutcome.Done : PostOutcome.Refused, _peer.Post(Signal(), SignalKind.Tie, mode, out _, out _));

    private Attempt? Post(SignalKind kind)
    {
        Assert.Equal(PostOutcome.Done, _peer.Post(Signal(), kind, AutoConnect.Always, out _, out Attempt? dial));
        _owner = dial ?? _owner;
        return dial;
    }

    private Attempt? _owner;

    private Attempt Owner()
    {
        if (_owner is { } known)
        {
            return known;
        }

        // The first message of the test made it.
        var taken = new Attempt(AttemptSide.Theirs);
        _peer.Arrive(taken, ownIsGreater: false);
        return taken;
    }

    private QueuedSignal Signal() => new(_ => { }, () => _failed++);
}
