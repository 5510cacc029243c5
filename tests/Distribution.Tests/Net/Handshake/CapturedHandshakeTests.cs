using Chan.Distribution.Net.Handshake;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Handshake;

/// <summary>A session of two Erlang nodes (OTP 25.2.3), byte for byte, with this implementation in the place of either.</summary>
public sealed class CapturedHandshakeTests : HandshakeTest
{
    private const string SendNameA = "4e0000000d07df7fbd6b00c029000b61406c6f63616c686f7374";
    private const string StatusOk = "736f6b";
    private const string ChallengeB = "4e0000000d07df7fbdd9598aba6b00c026000b62406c6f63616c686f7374";
    private const string ReplyA = "72123b5c94d1fb82289913afbda5bdf94d0d447989";
    private const string AckB = "61b4e38041fc96a3d7b942f6aa6a515ad3";

    [Fact]
    public void The_initiator_says_what_erlang_says()
    {
        InitiatorHandshake a = Initiator(A, "b@localhost", random: FixedRandom.StartingWith(Hex("123b5c94")));

        Assert.Equal([SendNameA], Sent(a.Start()));
        Waits(a.Receive(Hex(StatusOk)));
        Assert.Equal([ReplyA], Sent(a.Receive(Hex(ChallengeB))));
        HandshakePeer peer = Up(a.Receive(Hex(AckB)));

        Assert.Equal(("b@localhost", CreationB, false), (peer.Name, peer.Creation, peer.IsHidden));
        Assert.Equal((DistributionFlags)0x0D07DF7FBD & ~DistributionFlags.Mandatory25Digest, peer.Flags);
        Assert.Null(peer.Adopted);
    }

    [Fact]
    public void The_acceptor_says_what_erlang_says()
    {
        AcceptorHandshake b = Acceptor(B, random: FixedRandom.StartingWith(Hex("d9598aba")));

        var asked = Assert.IsType<HandshakeState.NeedsDecision>(b.Receive(Hex(SendNameA)).State);
        Assert.Equal(new HandshakeState.NeedsDecision("a@localhost", (DistributionFlags)0x0D07DF7FBD, AsksForName: false), asked);
        Assert.Equal([StatusOk, ChallengeB], Sent(b.Decide(AcceptDecision.Ok)));
        HandshakeStep end = b.Receive(Hex(ReplyA));

        Assert.Equal([AckB], Sent(end));
        HandshakePeer peer = Up(end);
        Assert.Equal(("a@localhost", CreationA, false, false), (peer.Name, peer.Creation, peer.IsHidden, peer.IsNamedByUs));
    }

    [Fact]
    public void The_word_of_every_status_is_that_of_erlang()
    {
        Assert.Equal(["736e6f745f616c6c6f776564"], Sent(Asked().Decide(AcceptDecision.NotAllowed)));
        Assert.Equal(["736e6f6b"], Sent(Asked().Decide(AcceptDecision.Nok)));
        Assert.Equal("736f6b5f73696d756c74616e656f7573", Sent(Asked().Decide(AcceptDecision.OkSimultaneous)).First());
        Assert.Equal(["73616c697665"], Sent(Asked().Decide(AcceptDecision.Alive)));
        Assert.Equal(["7374727565"], Sent(AskedForAlive().ContinueAlive(reallyGone: true)));
        Assert.Equal(["7366616c7365"], Sent(AskedForAlive().ContinueAlive(reallyGone: false)));
    }

    [Fact]
    public void A_node_that_asks_for_a_name_gets_one_as_erlang_gives_it()
    {
        // The number D4XHIVIFI8WW in base 36, then the creation.
        ulong number = "D4XHIVIFI8WW".Aggregate(0UL, (sum, digit) => (sum * 36) + (ulong)(digit <= '9' ? digit - '0' : digit - 'A' + 10));
        var names = new DynamicNames(FixedRandom.StartingWith([.. BitConverter.GetBytes(number).Reverse(), .. Hex("bb696705")]));
        var b = new AcceptorHandshake(B with { Creation = 0x6b00c105 }, Cookies, Challenges, names, FixedRandom.StartingWith(Hex("d970162b")));

        var asked = Assert.IsType<HandshakeState.NeedsDecision>(b.Receive(Hex("4e0000000f074f4fbc0000000000096c6f63616c686f7374")).State);
        Assert.Equal(("localhost", true), (asked.PeerName, asked.AsksForName));
        Assert.Equal(
            [
                "736e616d65643a0016443458484956494649385757406c6f63616c686f7374bb696705",
                "4e0000000f07df7fbcd970162b6b00c105000b62406c6f63616c686f7374",
            ],
            Sent(b.Decide(AcceptDecision.Ok)));

        HandshakeStep end = b.Receive(Hex("7201020304b63e17588bf1cae6238fd4f4ea36730f"));
        Assert.Equal(["619cecf55d6eb3a421ea70c553cf3251a0"], Sent(end));
        HandshakePeer peer = Up(end);
        Assert.Equal(("D4XHIVIFI8WW@localhost", 0xbb696705u, true, true), (peer.Name, peer.Creation, peer.IsHidden, peer.IsNamedByUs));
    }

    [Theory]
    [InlineData("4e0000000407074f9cffffc1c5000663313740766d", "c17@vm")]
    [InlineData("4e000000040600000004a2cb71000d707934406c6f63616c686f7374", "py4@localhost")]
    [InlineData("4e0000002d07df7fbd04a2cb71000c7532406c6f63616c686f7374", "u2@localhost")]
    [InlineData("4e0000000d07df7fbd6b00c029000b61406c6f63616c686f7374ffff", "a@localhost")]
    public void Names_of_c_nodes_of_the_shorthand_and_of_otp_28_are_taken(string sendName, string name)
        => Assert.Equal(name, Assert.IsType<HandshakeState.NeedsDecision>(Acceptor(B).Receive(Hex(sendName)).State).PeerName);

    private AcceptorHandshake Asked()
    {
        AcceptorHandshake b = Acceptor(B);
        b.Receive(Hex(SendNameA));
        return b;
    }

    private InitiatorHandshake AskedForAlive()
    {
        InitiatorHandshake a = Initiator(A, "b@localhost");
        a.Start();
        Assert.IsType<HandshakeState.NeedsAlive>(a.Receive(Hex("73616c697665")).State);
        return a;
    }
}
