using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Handshake;

namespace Chan.Distribution.Tests.Net.Handshake;

/// <summary>Both halves of this implementation against each other.</summary>
public sealed class PairTests : HandshakeTest
{
    [Fact]
    public void Two_nodes_come_up_with_what_both_can_do()
    {
        HandshakeSelf old = A with { Flags = DistributionFlags.Visible & ~DistributionFlags.Fragments };
        HandshakeSelf young = B with { Flags = DistributionFlags.Visible | DistributionFlags.AltactSig };

        (HandshakePeer atA, HandshakePeer atB) = Connect(old, young, AcceptDecision.Ok);

        DistributionFlags both = DistributionFlags.Visible & ~DistributionFlags.Fragments & ~DistributionFlags.Mandatory25Digest;
        Assert.Equal((both, both), (atA.Flags, atB.Flags));
        Assert.Equal(("b@localhost", CreationB), (atA.Name, atA.Creation));
        Assert.Equal(("a@localhost", CreationA), (atB.Name, atB.Creation));
    }

    [Theory]
    [InlineData(DistributionFlags.Hidden, DistributionFlags.Visible)]
    [InlineData(DistributionFlags.Visible, DistributionFlags.Hidden)]
    public void If_one_side_is_hidden_the_connection_is_for_both(object one, object other)
    {
        (HandshakePeer atA, HandshakePeer atB) = Connect(
            A with { Flags = (DistributionFlags)one }, B with { Flags = (DistributionFlags)other }, AcceptDecision.Ok);

        Assert.True(atA.IsHidden);
        Assert.True(atB.IsHidden);
    }

    [Fact]
    public void A_simultaneous_attempt_that_wins_goes_on_like_any_other()
    {
        (HandshakePeer atA, HandshakePeer atB) = Connect(A, B, AcceptDecision.OkSimultaneous);

        Assert.Equal(("b@localhost", "a@localhost"), (atA.Name, atB.Name));
    }

    [Fact]
    public void A_simultaneous_attempt_that_loses_is_parked()
    {
        InitiatorHandshake a = Initiator(A, B.Name);
        AcceptorHandshake b = Acceptor(B);
        b.Receive(a.Start().Send[0].Span);
        HandshakeStep nok = b.Decide(AcceptDecision.Nok);

        Failed(HandshakeFailureKind.Nok, nok);
        Assert.IsType<HandshakeState.Parked>(a.Receive(nok.Send[0].Span).State);
    }

    [Fact]
    public void Who_is_not_allowed_is_told_so()
    {
        InitiatorHandshake a = Initiator(A, B.Name);
        AcceptorHandshake b = Acceptor(B);
        b.Receive(a.Start().Send[0].Span);
        HandshakeStep refused = b.Decide(AcceptDecision.NotAllowed);

        Failed(HandshakeFailureKind.NotAllowed, refused);
        Assert.Contains("b@localhost does not allow", Failed(HandshakeFailureKind.NotAllowed, a.Receive(refused.Send[0].Span)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_peer_that_lost_its_old_connection_replaces_it_after_its_proof()
    {
        InitiatorHandshake a = Initiator(A, B.Name);
        AcceptorHandshake b = Acceptor(B);
        b.Receive(a.Start().Send[0].Span);
        HandshakeStep alive = b.Decide(AcceptDecision.Alive);
        Waits(alive);
        Assert.IsType<HandshakeState.NeedsAlive>(a.Receive(alive.Send[0].Span).State);

        HandshakeStep challenge = b.Receive(a.ContinueAlive(reallyGone: true).Send[0].Span);
        HandshakeStep reply = a.Receive(challenge.Send[0].Span);
        HandshakeStep proven = b.Receive(reply.Send[0].Span);

        // Nothing is sent before the old connection is gone.
        Assert.Empty(proven.Send);
        Assert.Equal("a@localhost", Assert.IsType<HandshakeState.NeedsOldConnectionDown>(proven.State).Peer.Name);
        HandshakeStep ack = b.OldConnectionGone();
        Assert.Equal("a@localhost", Up(ack).Name);
        Assert.Equal("b@localhost", Up(a.Receive(ack.Send[0].Span)).Name);
    }

    [Fact]
    public void A_wrong_cookie_does_not_replace_an_old_connection()
    {
        InitiatorHandshake a = Initiator(A, B.Name, new CookieStore(Weak("xyz")));
        AcceptorHandshake b = Acceptor(B);
        b.Receive(a.Start().Send[0].Span);
        a.Receive(b.Decide(AcceptDecision.Alive).Send[0].Span);
        HandshakeStep challenge = b.Receive(a.ContinueAlive(reallyGone: true).Send[0].Span);

        Failed(HandshakeFailureKind.WrongCookie, b.Receive(a.Receive(challenge.Send[0].Span).Send[0].Span));
        Assert.Throws<InvalidOperationException>(() => b.OldConnectionGone());
    }

    [Fact]
    public void A_peer_whose_old_connection_goes_on_says_so()
    {
        InitiatorHandshake a = Initiator(A, B.Name);
        AcceptorHandshake b = Acceptor(B);
        b.Receive(a.Start().Send[0].Span);
        a.Receive(b.Decide(AcceptDecision.Alive).Send[0].Span);
        HandshakeStep refused = a.ContinueAlive(reallyGone: false);

        Failed(HandshakeFailureKind.AliveRefused, refused);
        Failed(HandshakeFailureKind.AliveRefused, b.Receive(refused.Send[0].Span));
    }

    [Fact]
    public void A_node_without_a_name_adopts_the_one_it_is_given()
    {
        HandshakeSelf nameless = new() { Name = "box", Creation = 0 };
        InitiatorHandshake a = Initiator(nameless, B.Name);
        AcceptorHandshake b = Acceptor(B);
        HandshakeStep name = a.Start();
        Assert.True(Assert.IsType<HandshakeState.NeedsDecision>(b.Receive(name.Send[0].Span).State).AsksForName);
        HandshakeStep named = b.Decide(AcceptDecision.Ok);
        Waits(a.Receive(named.Send[0].Span));
        HandshakeStep ack = b.Receive(a.Receive(named.Send[1].Span).Send[0].Span);
        HandshakePeer atB = Up(ack);
        HandshakePeer atA = Up(a.Receive(ack.Send[0].Span));

        Assert.Equal((atB.Name, atB.Creation), atA.Adopted);
        Assert.EndsWith("@box", atB.Name, StringComparison.Ordinal);
        Assert.True(atB.IsNamedByUs && atA.IsHidden && atB.IsHidden);
    }

    [Fact]
    public void The_cookie_for_one_peer_serves_both_directions()
    {
        var atA = new CookieStore(Weak("mine"));
        var atB = new CookieStore(Weak("other"));
        atA.Set(B.Name, Weak("shared"));
        atB.Set(A.Name, Weak("shared"));

        Assert.Equal(B.Name, Connect(A, B, AcceptDecision.Ok, atA, atB).AtA.Name);
        Assert.Equal(A.Name, Connect(B, A, AcceptDecision.Ok, atB, atA).AtA.Name);
    }

    [Theory]
    [InlineData("abc", "abd")]
    [InlineData("abd", "abc")]
    public void A_wrong_cookie_is_refused_without_an_answer(string ofA, string ofB)
    {
        InitiatorHandshake a = Initiator(A, B.Name, new CookieStore(Weak(ofA)));
        AcceptorHandshake b = Acceptor(B, new CookieStore(Weak(ofB)));
        b.Receive(a.Start().Send[0].Span);
        HandshakeStep welcome = b.Decide(AcceptDecision.Ok);
        a.Receive(welcome.Send[0].Span);
        HandshakeStep refused = b.Receive(a.Receive(welcome.Send[1].Span).Send[0].Span);

        Assert.Empty(refused.Send);
        string text = Failed(HandshakeFailureKind.WrongCookie, refused);
        Assert.Contains("a@localhost has another cookie", text, StringComparison.Ordinal);
        Assert.DoesNotContain(ofA, text, StringComparison.Ordinal);
        Assert.DoesNotContain(ofB, text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cookie_that_changes_during_the_handshake_leaves_its_begun_side_alone()
    {
        var cookies = new CookieStore(Weak("abc"));
        InitiatorHandshake a = Initiator(A, B.Name, cookies);
        AcceptorHandshake b = Acceptor(B);
        b.Receive(a.Start().Send[0].Span);
        HandshakeStep welcome = b.Decide(AcceptDecision.Ok);
        a.Receive(welcome.Send[0].Span);
        HandshakeStep ack = b.Receive(a.Receive(welcome.Send[1].Span).Send[0].Span);
        cookies.Own = Weak("new");

        Assert.Equal(B.Name, Up(a.Receive(ack.Send[0].Span)).Name);
    }

    private (HandshakePeer AtA, HandshakePeer AtB) Connect(
        HandshakeSelf initiator, HandshakeSelf acceptor, AcceptDecision decision, CookieStore? cookiesOfA = null, CookieStore? cookiesOfB = null)
    {
        InitiatorHandshake a = Initiator(initiator, acceptor.Name, cookiesOfA);
        AcceptorHandshake b = Acceptor(acceptor, cookiesOfB);
        b.Receive(a.Start().Send[0].Span);
        HandshakeStep welcome = b.Decide(decision);
        a.Receive(welcome.Send[0].Span);
        HandshakeStep ack = b.Receive(a.Receive(welcome.Send[1].Span).Send[0].Span);
        return (Up(a.Receive(ack.Send[0].Span)), Up(ack));
    }
}
