using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Handshake;

namespace Chan.Interop.Tests.Net.Handshake;

/// <summary>Our initiator at a real node.</summary>
public sealed class DiallingErlangTests : IAsyncLifetime
{
    private const string Us = "c@localhost";

    private RealNode _b = null!;

    public async ValueTask InitializeAsync() => _b = await RealNode.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_b is not null)
        {
            await _b.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_hidden_node_comes_up()
    {
        (RawConnection connection, HandshakePeer peer) = await UpAsync(RealNode.Hidden(Us));
        using RawConnection open = connection;

        Assert.Equal(RealNode.PeerName, peer.Name);
        Assert.Equal(await _b.EvaluateAsync("erts_internal:get_creation()"), peer.Creation.ToString());
        Assert.True(peer.IsHidden);
        await _b.WaitUntilAsync("nodes(hidden)", "[c@localhost]");
        Assert.Equal("[]", await _b.EvaluateAsync("nodes()"));
    }

    [Fact]
    public async Task A_visible_node_comes_up_as_one()
    {
        (RawConnection connection, HandshakePeer peer) = await UpAsync(RealNode.Hidden(Us) with { Flags = DistributionFlags.Visible });
        using RawConnection open = connection;

        Assert.False(peer.IsHidden);
        await _b.WaitUntilAsync("nodes()", "[c@localhost]");
    }

    [Fact]
    public async Task A_node_of_the_newest_release_is_welcome()
    {
        (RawConnection connection, HandshakePeer peer) = await UpAsync(RealNode.Hidden(Us) with { Flags = DistributionFlags.Hidden | DistributionFlags.AltactSig });
        using RawConnection open = connection;

        Assert.False(peer.Flags.HasFlag(DistributionFlags.AltactSig));
    }

    [Fact]
    public async Task A_wrong_cookie_is_closed_by_erlang_without_a_word()
    {
        InitiatorHandshake handshake = _b.Initiator(RealNode.Hidden(Us), new CookieStore(Cookie.FromString("another cookie of more than twenty characters")));
        using RawConnection connection = await _b.DialAsync();

        Assert.Null(await connection.PlayAsync(handshake, handshake.Start()));
        await _b.Erlang.WaitForLineAsync(line => line.Contains("Invalid challenge reply", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cookie_of_its_own_for_this_peer_is_used()
    {
        await _b.EvaluateAsync("erlang:set_cookie('c@localhost', 'a special cookie for two nodes')");
        var cookies = new CookieStore(Cookie.FromString("another cookie of more than twenty characters"));
        cookies.Set(RealNode.PeerName, Cookie.FromString("a special cookie for two nodes"));
        InitiatorHandshake handshake = _b.Initiator(RealNode.Hidden(Us), cookies);
        using RawConnection connection = await _b.DialAsync();

        Assert.IsType<HandshakeState.Up>(await connection.PlayAsync(handshake, handshake.Start()));
    }

    [Fact]
    public async Task Who_lacks_a_mandatory_flag_is_not_allowed()
    {
        HandshakeSelf self = RealNode.Hidden(Us) with { Flags = DistributionFlags.Hidden & ~DistributionFlags.BitBinaries & ~DistributionFlags.Mandatory25Digest };
        InitiatorHandshake handshake = _b.Initiator(self);
        using RawConnection connection = await _b.DialAsync();

        var failed = Assert.IsType<HandshakeState.Failed>(await connection.PlayAsync(handshake, handshake.Start()));
        Assert.Equal(HandshakeFailureKind.NotAllowed, failed.Failure.Kind);
        await _b.Erlang.WaitForLineAsync(line => line.Contains("BIT_BINARIES", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_is_not_on_the_list_is_not_allowed()
    {
        await _b.EvaluateAsync("net_kernel:allow(['d@localhost'])");
        InitiatorHandshake handshake = _b.Initiator(RealNode.Hidden(Us));
        using RawConnection connection = await _b.DialAsync();

        var failed = Assert.IsType<HandshakeState.Failed>(await connection.PlayAsync(handshake, handshake.Start()));
        Assert.Equal(HandshakeFailureKind.NotAllowed, failed.Failure.Kind);
    }

    [Fact]
    public async Task A_second_connection_replaces_the_first_when_that_is_gone_on_our_side()
    {
        (RawConnection first, _) = await UpAsync(RealNode.Hidden(Us));
        await _b.WaitUntilAsync("nodes(hidden)", "[c@localhost]");
        InitiatorHandshake handshake = _b.Initiator(RealNode.Hidden(Us) with { Creation = RealNode.Creation + 1 });
        using RawConnection second = await _b.DialAsync();
        Assert.IsType<HandshakeState.NeedsAlive>(await second.PlayAsync(handshake, handshake.Start()));

        Assert.IsType<HandshakeState.Up>(await second.PlayAsync(handshake, handshake.ContinueAlive(reallyGone: true)));
        await first.WaitForEndAsync();
        first.Dispose();
        Assert.Equal("[c@localhost]", await _b.EvaluateAsync("nodes(hidden)"));
    }

    [Fact]
    public async Task A_second_connection_is_given_up_when_the_first_goes_on()
    {
        (RawConnection first, _) = await UpAsync(RealNode.Hidden(Us));
        using RawConnection open = first;
        InitiatorHandshake handshake = _b.Initiator(RealNode.Hidden(Us));
        using RawConnection second = await _b.DialAsync();
        Assert.IsType<HandshakeState.NeedsAlive>(await second.PlayAsync(handshake, handshake.Start()));

        var failed = Assert.IsType<HandshakeState.Failed>(await second.PlayAsync(handshake, handshake.ContinueAlive(reallyGone: false)));
        Assert.Equal(HandshakeFailureKind.AliveRefused, failed.Failure.Kind);
        await second.WaitForEndAsync();
        Assert.Equal("[c@localhost]", await _b.EvaluateAsync("nodes(hidden)"));
    }

    [Fact]
    public async Task Erlang_gives_a_name_to_a_node_without_one_and_the_same_again()
    {
        var nameless = new HandshakeSelf { Name = "localhost", Creation = 0, Flags = DistributionFlags.Hidden };
        (RawConnection connection, HandshakePeer peer) = await UpAsync(nameless);
        (string name, uint creation) = peer.Adopted!.Value;
        await _b.WaitUntilAsync("nodes(hidden)", $"['{name}']");
        connection.Dispose();
        await _b.WaitUntilAsync("nodes(hidden)", "[]");

        (RawConnection again, HandshakePeer second) = await UpAsync(nameless);
        using RawConnection open = again;
        Assert.Equal((name, creation + 1), second.Adopted);
    }

    [Theory]
    [InlineData("a@localhost", false)]
    [InlineData("z@localhost", true)]
    public async Task Of_two_attempts_at_once_that_of_the_greater_name_goes_on(string name, bool ours)
    {
        // The real node dials us and waits for our answer to its name; then we dial it.
        (RawConnection theirs, Task<string> dialling, Distribution.Net.Epmd.EpmdRegistration registration) = await _b.BeDialledAsync(name);
        await using Distribution.Net.Epmd.EpmdRegistration registered = registration;
        using RawConnection incoming = theirs;
        AcceptorHandshake accepting = _b.Acceptor(RealNode.Hidden(name));
        Assert.IsType<HandshakeState.NeedsDecision>(await incoming.PlayAsync(accepting));
        InitiatorHandshake handshake = _b.Initiator(RealNode.Hidden(name));
        using RawConnection outgoing = await _b.DialAsync();
        HandshakeState? state = await outgoing.PlayAsync(handshake, handshake.Start());

        if (ours)
        {
            Assert.IsType<HandshakeState.Up>(state);
            await incoming.WaitForEndAsync();
        }
        else
        {
            Assert.IsType<HandshakeState.Parked>(state);
            Assert.IsType<HandshakeState.Up>(await incoming.PlayAsync(accepting, accepting.Decide(AcceptDecision.Ok)));
        }

        Assert.Equal("true", await dialling);
        Assert.Equal($"[{name}]", await _b.EvaluateAsync("nodes(hidden)"));
    }

    private async Task<(RawConnection Connection, HandshakePeer Peer)> UpAsync(HandshakeSelf self)
    {
        InitiatorHandshake handshake = _b.Initiator(self);
        RawConnection connection = await _b.DialAsync();
        HandshakeState? state = await connection.PlayAsync(handshake, handshake.Start());
        return (connection, Assert.IsType<HandshakeState.Up>(state).Peer);
    }
}
