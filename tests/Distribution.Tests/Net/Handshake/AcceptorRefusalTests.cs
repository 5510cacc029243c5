using Chan.Distribution.Net.Handshake;

namespace Chan.Distribution.Tests.Net.Handshake;

/// <summary>Everything that a peer who dials can do wrong, and what it and the log are told.</summary>
public sealed class AcceptorRefusalTests : HandshakeTest
{
    private const string NotAllowed = "736e6f745f616c6c6f776564";

    [Theory]
    [InlineData(DistributionFlags.BitBinaries, "BIT_BINARIES")]
    [InlineData(DistributionFlags.V4Nc, "V4_NC")]
    [InlineData(DistributionFlags.UnlinkId | DistributionFlags.V4Nc, "UNLINK_ID, V4_NC")]
    [InlineData(DistributionFlags.MapTag | DistributionFlags.BigCreation, "MAP_TAG, BIG_CREATION")]
    public void Missing_flags_are_named(object left, string names)
    {
        DistributionFlags flags = DistributionFlags.Visible & ~DistributionFlags.Mandatory25Digest & ~(DistributionFlags)left;
        HandshakeStep step = Acceptor(B).Receive(Name("a@localhost", flags));

        Assert.Equal([NotAllowed], Sent(step));
        Assert.Contains($"a@localhost cannot connect, because it lacks {names};", Failed(HandshakeFailureKind.MissingFlags, step), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("23.0", 0x101070F94ul, "UNLINK_ID, V4_NC")]
    [InlineData("24.3", 0xD03DF7FBDul, null)]
    [InlineData("25.2", 0xD07DF7FBDul, null)]
    [InlineData("26.2", 0xD07DF7FBDul, null)]
    [InlineData("27.0", 0xD07DF7FBDul, null)]
    [InlineData("28.0", 0x2D07DF7FBDul, null)]
    [InlineData("28.0 hidden", 0x2D07DF7FBCul, null)]
    [InlineData("erl_call", 0x407074F9Cul, null)]
    [InlineData("only the shorthand", 0x406000000ul, null)]
    public void Every_release_from_24_on_is_welcome(string release, ulong flags, string? missing)
    {
        HandshakeStep step = Acceptor(B).Receive(Name("a@localhost", (DistributionFlags)flags & ~DistributionFlags.NameMe));
        if (missing is null)
        {
            Assert.True(step.State is HandshakeState.NeedsDecision, release);
        }
        else
        {
            Assert.Contains(missing, Failed(HandshakeFailureKind.MissingFlags, step), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("a", "exactly one '@'")]
    [InlineData("", "1 to 255 characters")]
    [InlineData("@h", "exactly one '@'")]
    [InlineData("a@", "exactly one '@'")]
    [InlineData("a@b@c", "exactly one '@'")]
    [InlineData("a\r\n@h", "'a??@h'")]
    [InlineData("b@localhost", "as this node does")]
    public void A_name_that_is_none_is_refused(string name, string reason)
    {
        HandshakeStep step = Acceptor(B).Receive(Name(name, DistributionFlags.Visible));

        Assert.Equal([NotAllowed], Sent(step));
        Assert.Contains(reason, Failed(HandshakeFailureKind.WrongName, step), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a@h")]
    [InlineData("h\u00f6st")]
    public void A_host_at_which_no_name_can_be_given_is_refused(string host)
        => Failed(HandshakeFailureKind.WrongName, Acceptor(B).Receive(Name(host, DistributionFlags.Hidden | DistributionFlags.NameMe)));

    [Theory]
    [InlineData("")]
    [InlineData("4e")]
    [InlineData("4e0000000d07df7fbd6b00c02900")]
    [InlineData("4e0000000d07df7fbd6b00c029000b61406c6f63616c686f73")]
    [InlineData("6e")]
    [InlineData("6e00050107")]
    [InlineData("6e0006034f4fbc707938406c6f63616c686f7374")]
    [InlineData("736f6b")]
    [InlineData("474554202f20485454502f312e310d0a")]
    public void A_first_message_that_is_no_name_is_closed_without_an_answer(string body)
    {
        HandshakeStep step = Acceptor(B).Receive(Hex(body));

        Assert.Empty(step.Send);
        Failed(HandshakeFailureKind.Malformed, step);
    }

    [Fact]
    public void A_message_longer_than_any_is_refused_unread()
    {
        byte[] body = Name("a@localhost", DistributionFlags.Visible);
        Array.Resize(ref body, 1024);
        Assert.IsType<HandshakeState.NeedsDecision>(Acceptor(B).Receive(body).State);

        Array.Resize(ref body, 1025);
        Assert.Contains("1025 bytes", Failed(HandshakeFailureKind.Malformed, Acceptor(B).Receive(body)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_old_form_of_names_is_taken_with_its_complement()
    {
        AcceptorHandshake b = Acceptor(B);
        uint low = LowHalf(DistributionFlags.Visible);
        byte[] name = [(byte)'n', 0, 5, .. Hex(low.ToString("x8")), .. "a@localhost"u8];
        Assert.Equal("a@localhost", Assert.IsType<HandshakeState.NeedsDecision>(b.Receive(name).State).PeerName);
        uint challenge = Convert.ToUInt32(Sent(b.Decide(AcceptDecision.Ok)).Last().Substring(18, 8), 16);
        HandshakeStep complemented = b.Receive(Hex($"63{(uint)((ulong)DistributionFlags.Visible >> 32):x8}{CreationA:x8}"));
        Assert.Empty(complemented.Send);
        Waits(complemented);

        HandshakePeer peer = Up(b.Receive(Reply(challenge, 7)));
        Assert.Equal((CreationA, DistributionFlags.Visible & ~DistributionFlags.Mandatory25Digest), (peer.Creation, peer.Flags));
    }

    [Fact]
    public void A_complement_that_lacks_something_mandatory_is_closed_and_named()
    {
        AcceptorHandshake b = Acceptor(B);
        byte[] name = [(byte)'n', 0, 5, .. Hex(LowHalf(DistributionFlags.Visible).ToString("x8")), .. "a@localhost"u8];
        b.Receive(name);
        b.Decide(AcceptDecision.Ok);
        HandshakeStep step = b.Receive(Hex("630000000100000001"));

        Assert.Empty(step.Send);
        Assert.Contains("V4_NC", Failed(HandshakeFailureKind.MissingFlags, step), StringComparison.Ordinal);
    }

    [Fact]
    public void An_old_node_that_does_not_know_the_new_handshake_is_refused()
    {
        DistributionFlags without = (DistributionFlags.Visible & ~DistributionFlags.Handshake23) & ~DistributionFlags.Mandatory25Digest;
        byte[] name = [(byte)'n', 0, 5, .. Hex(LowHalf(without).ToString("x8")), .. "a@localhost"u8];
        HandshakeStep step = Acceptor(B).Receive(name);

        Assert.Equal([NotAllowed], Sent(step));
        Assert.Contains("HANDSHAKE_23", Failed(HandshakeFailureKind.MissingFlags, step), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("6300000001000000")]
    [InlineData("7201020304000102030405060708090a0b0c0d0e0f")]
    public void Without_its_complement_the_old_form_goes_no_further(string instead)
    {
        AcceptorHandshake b = Acceptor(B);
        b.Receive([(byte)'n', 0, 5, .. Hex(LowHalf(DistributionFlags.Visible).ToString("x8")), .. "a@localhost"u8]);
        b.Decide(AcceptDecision.Ok);

        Failed(HandshakeFailureKind.Malformed, b.Receive(Hex(instead)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("72")]
    [InlineData("7201020304000102030405060708090a0b0c0d0e")]
    [InlineData("7201020304000102030405060708090a0b0c0d0e0f00")]
    [InlineData("61000102030405060708090a0b0c0d0e0f")]
    [InlineData("630000000100000001")]
    public void What_is_no_proof_is_closed(string body)
    {
        AcceptorHandshake b = Acceptor(B);
        b.Receive(Name("a@localhost", DistributionFlags.Visible));
        b.Decide(AcceptDecision.Ok);
        HandshakeStep step = b.Receive(Hex(body));

        Assert.Empty(step.Send);
        Failed(HandshakeFailureKind.Malformed, step);
    }

    [Theory]
    [InlineData("")]
    [InlineData("73")]
    [InlineData("737472756500")]
    [InlineData("736f6b")]
    public void An_answer_to_alive_that_is_none_is_closed(string body)
    {
        AcceptorHandshake b = Acceptor(B);
        b.Receive(Name("a@localhost", DistributionFlags.Visible));
        b.Decide(AcceptDecision.Alive);

        Failed(HandshakeFailureKind.Malformed, b.Receive(Hex(body)));
    }

    [Fact]
    public void A_proof_that_comes_after_a_minute_does_not_count()
    {
        AcceptorHandshake b = Acceptor(B);
        b.Receive(Name("a@localhost", DistributionFlags.Visible));
        uint challenge = Convert.ToUInt32(Sent(b.Decide(AcceptDecision.Ok)).Last().Substring(18, 8), 16);
        Clock.Advance(TimeSpan.FromSeconds(60));

        Failed(HandshakeFailureKind.Expired, b.Receive(Reply(challenge, 7)));
    }

    [Fact]
    public void Calls_out_of_turn_are_the_callers_fault()
    {
        AcceptorHandshake b = Acceptor(B);
        Assert.Throws<InvalidOperationException>(() => b.Decide(AcceptDecision.Ok));
        Assert.Throws<InvalidOperationException>(() => b.OldConnectionGone());
        b.Receive(Name("a@localhost", DistributionFlags.Visible));
        Assert.Throws<InvalidOperationException>(() => b.Receive(Name("a@localhost", DistributionFlags.Visible)));
        b.Decide(AcceptDecision.NotAllowed);
        Assert.Throws<InvalidOperationException>(() => b.Receive([]));
    }

    [Theory]
    [InlineData(AcceptDecision.Alive)]
    [InlineData(AcceptDecision.Nok)]
    [InlineData(AcceptDecision.OkSimultaneous)]
    public void A_peer_without_a_name_has_no_other_connection(object decision)
    {
        AcceptorHandshake b = Acceptor(B);
        b.Receive(Name("box", DistributionFlags.Hidden | DistributionFlags.NameMe));

        Assert.Throws<InvalidOperationException>(() => b.Decide((AcceptDecision)decision));
    }

    private static uint LowHalf(DistributionFlags flags) => unchecked((uint)flags);

    private static byte[] Name(string name, DistributionFlags flags)
        => [(byte)'N', .. Hex(((ulong)flags).ToString("x16")), .. Hex(CreationA.ToString("x8")), .. Hex(name.Length.ToString("x4")), .. System.Text.Encoding.Latin1.GetBytes(name)];

    private static byte[] Reply(uint challenge, uint own)
    {
        byte[] digest = new byte[16];
        Weak("abc").Digest(challenge, digest);
        return [(byte)'r', .. Hex(own.ToString("x8")), .. digest];
    }
}
