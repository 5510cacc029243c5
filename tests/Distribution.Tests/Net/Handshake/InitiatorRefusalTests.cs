using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Handshake;

namespace Chan.Distribution.Tests.Net.Handshake;

/// <summary>Everything that a peer who was dialled can do wrong, and what the log is told.</summary>
public sealed class InitiatorRefusalTests : HandshakeTest
{
    private const string Ok = "736f6b";

    [Theory]
    [InlineData("")]
    [InlineData("4e0000000d07df7fbdd9598aba6b00c026000b62406c6f63616c686f7374")]
    [InlineData("73")]
    [InlineData("736f6b6f6b")]
    [InlineData("736e616d65643a00ff41")]
    [InlineData("736e616d65643a0003414068000000")]
    [InlineData("736e616d65643a000341406800000004")]
    public void An_answer_to_the_name_that_is_none_is_refused(string body)
        => Failed(HandshakeFailureKind.Malformed, Started().Receive(Hex(body)));

    [Fact]
    public void An_unknown_status_is_shown_without_what_could_harm_a_terminal()
        => Assert.Contains("'a?[2J'", Failed(HandshakeFailureKind.Malformed, Started().Receive(Hex("73611b5b324a"))), StringComparison.Ordinal);

    [Theory]
    [InlineData("4e0000000d07df7fbdd9598aba6b00c026000b63406c6f63616c686f7374", HandshakeFailureKind.WrongName, "calls itself 'c@localhost'")]
    [InlineData("4e0000000d07df7fbdd9598aba6b00c026000b42406c6f63616c686f7374", HandshakeFailureKind.WrongName, "calls itself 'B@localhost'")]
    [InlineData("4e0000000907df7fbdd9598aba6b00c026000b62406c6f63616c686f7374", HandshakeFailureKind.MissingFlags, "b@localhost lacks V4_NC;")]
    [InlineData("4e0000000d07df7fbdd9598aba6b00c026000b62406c6f63616c686f73", HandshakeFailureKind.Malformed, "ends before its name does")]
    [InlineData("6e000507df7fbdd9598aba62406c6f63616c686f7374", HandshakeFailureKind.Malformed, "OTP 25 or newer is needed")]
    [InlineData("736f6b", HandshakeFailureKind.Malformed, "a challenge ('N') was due")]
    [InlineData("", HandshakeFailureKind.Malformed, "an empty message came")]
    public void A_challenge_that_does_not_fit_is_refused_and_not_answered(string body, object kind, string reason)
    {
        InitiatorHandshake a = Started();
        a.Receive(Hex(Ok));
        HandshakeStep step = a.Receive(Hex(body));

        Assert.Empty(step.Send);
        Assert.Contains(reason, Failed((HandshakeFailureKind)kind, step), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("61")]
    [InlineData("61b4e38041fc96a3d7b942f6aa6a515a")]
    [InlineData("61b4e38041fc96a3d7b942f6aa6a515ad300")]
    [InlineData("72b4e38041fc96a3d7b942f6aa6a515ad3")]
    public void A_proof_that_is_none_is_refused(string body) => Failed(HandshakeFailureKind.Malformed, Asked().Receive(Hex(body)));

    [Fact]
    public void A_wrong_proof_is_refused()
        => Assert.Contains(
            "b@localhost has another cookie",
            Failed(HandshakeFailureKind.WrongCookie, Asked().Receive(Hex("61" + new string('0', 32)))),
            StringComparison.Ordinal);

    [Fact]
    public void A_proof_that_comes_after_a_minute_does_not_count()
    {
        InitiatorHandshake a = Asked();
        Clock.Advance(TimeSpan.FromSeconds(60));

        Failed(HandshakeFailureKind.Expired, a.Receive(Hex("61" + new string('0', 32))));
    }

    [Theory]
    [InlineData("D4XH@other", 5u)]
    [InlineData("D4XH", 5u)]
    [InlineData("@box", 5u)]
    [InlineData("D4XH@box", 0u)]
    public void A_name_that_was_not_asked_for_is_not_adopted(string name, uint creation)
    {
        InitiatorHandshake a = Initiator(new HandshakeSelf { Name = "box", Creation = 0 }, B.Name);
        a.Start();
        byte[] named = [.. "snamed:"u8, .. Hex(name.Length.ToString("x4")), .. System.Text.Encoding.ASCII.GetBytes(name), .. Hex(creation.ToString("x8"))];

        Failed(HandshakeFailureKind.WrongName, a.Receive(named));
    }

    [Fact]
    public void A_node_without_a_name_cannot_go_on_without_one()
    {
        InitiatorHandshake a = Initiator(new HandshakeSelf { Name = "box", Creation = 0 }, B.Name);
        a.Start();

        Failed(HandshakeFailureKind.Malformed, a.Receive(Hex(Ok)));
    }

    [Fact]
    public void A_node_does_not_dial_itself() => Assert.Throws<ArgumentException>(() => Initiator(A, A.Name));

    [Fact]
    public void Calls_out_of_turn_are_the_callers_fault()
    {
        InitiatorHandshake a = Initiator(A, B.Name);
        Assert.Throws<InvalidOperationException>(() => a.Receive(Hex(Ok)));
        a.Start();
        Assert.Throws<InvalidOperationException>(() => a.Start());
        Assert.Throws<InvalidOperationException>(() => a.ContinueAlive(reallyGone: true));
        a.Receive(Hex("736e6f6b"));
        Assert.Throws<InvalidOperationException>(() => a.Receive(Hex(Ok)));
    }

    // The attack: somebody without the cookie dials us, gets a challenge, makes us dial him, and puts our own challenge to us.
    [Fact]
    public void A_challenge_that_this_node_gave_out_is_not_answered_and_takes_no_answer_any_more()
    {
        AcceptorHandshake accepting = Acceptor(A, challenges: Challenges);
        accepting.Receive(Initiator(B, A.Name).Start().Send[0].Span);
        string ours = Sent(accepting.Decide(AcceptDecision.Ok)).Last().Substring(18, 8);
        InitiatorHandshake dialling = Initiator(A, B.Name, challenges: Challenges);
        dialling.Start();
        dialling.Receive(Hex(Ok));
        HandshakeStep reflected = dialling.Receive(ChallengeOfB(ours));

        Assert.Empty(reflected.Send);
        Assert.Contains("sent back a challenge", Failed(HandshakeFailureKind.ReflectedChallenge, reflected), StringComparison.Ordinal);

        // Even with the right answer, from wherever, the first connection stays shut.
        Failed(HandshakeFailureKind.Expired, accepting.Receive(RightReply(ours)));
    }

    [Fact]
    public void A_challenge_of_a_dialling_connection_is_not_answered_on_another_one_either()
    {
        InitiatorHandshake first = Initiator(A, B.Name, challenges: Challenges);
        first.Start();
        first.Receive(Hex(Ok));
        string ours = Sent(first.Receive(ChallengeOfB("00000001"))).Single().Substring(2, 8);

        InitiatorHandshake second = Initiator(A, "c@localhost", challenges: Challenges);
        second.Start();
        second.Receive(Hex(Ok));
        byte[] challenge = [.. Hex("4e0000000d07df7fbd"), .. Hex(ours), .. Hex("6b00c026000b"), .. "c@localhost"u8];
        Failed(HandshakeFailureKind.ReflectedChallenge, second.Receive(challenge));

        AcceptorHandshake third = Acceptor(A, challenges: Challenges);
        third.Receive(Initiator(B, A.Name).Start().Send[0].Span);
        third.Decide(AcceptDecision.Ok);
        Failed(HandshakeFailureKind.ReflectedChallenge, third.Receive([(byte)'r', .. Hex(ours), .. new byte[16]]));
    }

    private static byte[] ChallengeOfB(string number) => Hex($"4e0000000d07df7fbd{number}6b00c026000b62406c6f63616c686f7374");

    private static byte[] RightReply(string challenge)
    {
        byte[] digest = new byte[16];
        Weak("abc").Digest(Convert.ToUInt32(challenge, 16), digest);
        return [(byte)'r', 0, 0, 0, 9, .. digest];
    }

    private InitiatorHandshake Started(CookieStore? cookies = null)
    {
        InitiatorHandshake a = Initiator(A, B.Name, cookies, Challenges);
        a.Start();
        return a;
    }

    private InitiatorHandshake Asked()
    {
        InitiatorHandshake a = Started();
        a.Receive(Hex(Ok));
        Waits(a.Receive(ChallengeOfB("d9598aba")));
        return a;
    }
}
