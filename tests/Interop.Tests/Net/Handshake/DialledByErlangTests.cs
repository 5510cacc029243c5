using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Epmd;
using Chan.Distribution.Net.Handshake;

namespace Chan.Interop.Tests.Net.Handshake;

/// <summary>Our acceptor, dialled by a real node.</summary>
public sealed class DialledByErlangTests : IAsyncLifetime
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

    [Theory]
    [InlineData(AcceptDecision.Ok)]
    [InlineData(AcceptDecision.OkSimultaneous)]
    public async Task A_real_node_comes_up(object decision)
    {
        (RawConnection connection, Task<string> dialling, EpmdRegistration registration) = await _b.BeDialledAsync(Us);
        await using EpmdRegistration registered = registration;
        using RawConnection open = connection;
        AcceptorHandshake handshake = _b.Acceptor(RealNode.Hidden(Us));
        var asked = Assert.IsType<HandshakeState.NeedsDecision>(await open.PlayAsync(handshake));
        Assert.Equal((RealNode.PeerName, DistributionFlags.Visible), (asked.PeerName, asked.Flags));
        var up = Assert.IsType<HandshakeState.Up>(await open.PlayAsync(handshake, handshake.Decide((AcceptDecision)decision)));

        Assert.Equal("true", await dialling);
        Assert.Equal(await _b.EvaluateAsync("erts_internal:get_creation()"), up.Peer.Creation.ToString());
        Assert.Equal("[c@localhost]", await _b.EvaluateAsync("nodes(hidden)"));
    }

    [Theory]
    [InlineData(AcceptDecision.Nok)]
    [InlineData(AcceptDecision.NotAllowed)]
    public async Task A_refusal_is_understood(object decision)
    {
        (RawConnection connection, Task<string> dialling, EpmdRegistration registration) = await _b.BeDialledAsync(Us);
        await using EpmdRegistration registered = registration;
        AcceptorHandshake handshake = _b.Acceptor(RealNode.Hidden(Us));
        await connection.PlayAsync(handshake);
        Assert.IsType<HandshakeState.Failed>(await connection.PlayAsync(handshake, handshake.Decide((AcceptDecision)decision)));
        connection.Dispose();

        Assert.Equal("false", await dialling);
    }

    [Fact]
    public async Task A_real_node_whose_connection_is_gone_says_so_and_replaces_it_after_its_proof()
    {
        (RawConnection connection, Task<string> dialling, EpmdRegistration registration) = await _b.BeDialledAsync(Us);
        await using EpmdRegistration registered = registration;
        using RawConnection open = connection;
        AcceptorHandshake handshake = _b.Acceptor(RealNode.Hidden(Us));
        await open.PlayAsync(handshake);
        Assert.IsType<HandshakeState.NeedsOldConnectionDown>(await open.PlayAsync(handshake, handshake.Decide(AcceptDecision.Alive)));
        Assert.False(dialling.IsCompleted);

        Assert.IsType<HandshakeState.Up>(await open.PlayAsync(handshake, handshake.OldConnectionGone()));
        Assert.Equal("true", await dialling);
    }

    [Fact]
    public async Task A_wrong_cookie_is_seen()
    {
        (RawConnection connection, Task<string> dialling, EpmdRegistration registration) = await _b.BeDialledAsync(Us);
        await using EpmdRegistration registered = registration;
        AcceptorHandshake handshake = _b.Acceptor(RealNode.Hidden(Us), new CookieStore(Cookie.FromString("another cookie of more than twenty characters")));
        await connection.PlayAsync(handshake);
        var failed = Assert.IsType<HandshakeState.Failed>(await connection.PlayAsync(handshake, handshake.Decide(AcceptDecision.Ok)));
        connection.Dispose();

        Assert.Equal(HandshakeFailureKind.WrongCookie, failed.Failure.Kind);
        Assert.Equal("false", await dialling);
    }

    [Fact]
    public async Task A_real_node_refuses_us_when_we_call_ourselves_otherwise_than_it_dialled()
    {
        (RawConnection connection, Task<string> dialling, EpmdRegistration registration) = await _b.BeDialledAsync(Us);
        await using EpmdRegistration registered = registration;
        using RawConnection open = connection;
        AcceptorHandshake handshake = _b.Acceptor(RealNode.Hidden("other@localhost"));
        await open.PlayAsync(handshake);

        Assert.Null(await open.PlayAsync(handshake, handshake.Decide(AcceptDecision.Ok)));
        Assert.Equal("false", await dialling);
    }

    [Fact]
    public async Task A_real_node_without_a_name_takes_the_one_that_we_give()
    {
        await using RealNode nameless = await RealNode.StartAsync(name: null, "-sname", "undefined", "-setcookie", RealNode.CookieText);
        (RawConnection connection, Task<string> dialling, EpmdRegistration registration) = await nameless.BeDialledAsync(Us);
        await using EpmdRegistration registered = registration;
        using RawConnection open = connection;
        AcceptorHandshake handshake = nameless.Acceptor(RealNode.Hidden(Us));
        Assert.True(Assert.IsType<HandshakeState.NeedsDecision>(await open.PlayAsync(handshake)).AsksForName);
        var up = Assert.IsType<HandshakeState.Up>(await open.PlayAsync(handshake, handshake.Decide(AcceptDecision.Ok)));

        Assert.True(up.Peer.IsNamedByUs);
        Assert.Equal("true", await dialling);
        Assert.Equal($"'{up.Peer.Name}'", await nameless.EvaluateAsync("node()"));
        Assert.Equal(up.Peer.Creation.ToString(), await nameless.EvaluateAsync("erts_internal:get_creation()"));
    }
}
