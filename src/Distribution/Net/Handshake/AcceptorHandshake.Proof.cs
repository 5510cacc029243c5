using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Handshake.Messages;

namespace Chan.Distribution.Net.Handshake;

/// <content>After the decision: whether the old connection is gone, what the old form of names left out, and the proof of the cookie.</content>
internal sealed partial class AcceptorHandshake
{
    private HandshakeStep OnAlive(ReadOnlySpan<byte> body)
    {
        if (!Status.TryReadWord(body, out string word) || word is not (Status.True or Status.False))
        {
            return Fail(HandshakeFailureKind.Malformed, $"{PeerText} should have answered 'true' or 'false', and sent {HandshakeText.Describe(body)}.");
        }

        return word == Status.True
            ? HandshakeStep.To(HandshakeState.Receiving.Next, AskForProof())
            : Fail(HandshakeFailureKind.AliveRefused, $"{PeerText} keeps the connection that it has.");
    }

    private HandshakeStep OnComplement(ReadOnlySpan<byte> body)
    {
        if (!Complement.TryRead(body, out Complement complement, out string fault))
        {
            return Fail(HandshakeFailureKind.Malformed, $"The handshake with {PeerText} went wrong: {fault}.");
        }

        _peerFlags |= complement.HighFlags;
        _peerCreation = complement.Creation;

        // No status may be sent any more: the peer only sees the connection close.
        if ((_self.Required & ~_peerFlags) is not DistributionFlags.None and var missing)
        {
            return Fail(HandshakeFailureKind.MissingFlags, MissingText(missing));
        }

        _await = Await.Reply;
        return HandshakeStep.To(HandshakeState.Receiving.Next);
    }

    private HandshakeStep OnReply(ReadOnlySpan<byte> body)
    {
        if (!ChallengeReply.TryRead(body, out uint theirs, out ReadOnlySpan<byte> digest))
        {
            return Fail(HandshakeFailureKind.Malformed, $"{PeerText} should have proved the cookie ('r', 21 bytes), and sent {HandshakeText.Describe(body)}.");
        }

        if (_challenges.IsReflected(theirs))
        {
            return Fail(HandshakeFailureKind.ReflectedChallenge, HandshakeTexts.Reflected(PeerText));
        }

        if (!_challenges.MayBeAnswered(_challenge))
        {
            return Fail(HandshakeFailureKind.Expired, HandshakeTexts.Expired(PeerText));
        }

        _cookie = _cookies.Get(_peerName);
        return _cookie.Proves(_challenge, digest)
            ? Proven(theirs)
            : Fail(HandshakeFailureKind.WrongCookie, HandshakeTexts.WrongCookie(PeerText));
    }

    private HandshakeStep Proven(uint theirs)
    {
        Span<byte> digest = stackalloc byte[Cookie.DigestLength];
        _cookie!.Digest(theirs, digest);
        _ack = ChallengeAck.Encode(digest);
        _peer = new HandshakePeer
        {
            Name = _peerName,
            Creation = _peerCreation,
            Flags = HandshakeTexts.Common(_self.Flags, _peerFlags, AsksForName),
            IsNamedByUs = AsksForName,
        };
        if (_replacesOld)
        {
            _await = Await.OldConnection;
            return HandshakeStep.To(new HandshakeState.NeedsOldConnectionDown(_peer));
        }

        _await = Await.Over;
        return HandshakeStep.To(new HandshakeState.Up(_peer), _ack);
    }
}
