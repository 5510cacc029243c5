using System.Security.Cryptography;
using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Handshake.Messages;
using Chan.Distribution.Net.Names;

namespace Chan.Distribution.Net.Handshake;

/// <summary>The side that dialled: message bodies in, message bodies out; no I/O, no clock. Protocol 2.</summary>
/// <remarks>
/// <code>
/// Start                                 --> send_name          AwaitStatus
/// AwaitStatus    -- ok, ok_simultaneous -->                    AwaitChallenge
/// AwaitStatus    -- named: (was asked)  -->                    AwaitChallenge     (name adopted)
/// AwaitStatus    -- alive               -->                    NeedsAlive
/// AwaitStatus    -- nok                 -->                    Parked
/// AwaitStatus    -- not_allowed         -->                    Failed
/// NeedsAlive     -- gone                --> true               AwaitChallenge
/// NeedsAlive     -- not gone            --> false              Failed
/// AwaitChallenge -- challenge           --> challenge_reply    AwaitAck
/// AwaitAck       -- challenge_ack       -->                    Up
/// any of these   -- anything else       -->                    Failed
/// </code>
/// A challenge that this node gave out itself is not answered (<see cref="IssuedChallenges"/>). Not thread-safe: one connection owns it.
/// </remarks>
internal sealed class InitiatorHandshake
{
    private readonly HandshakeSelf _self;
    private readonly string _peerName;
    private readonly CookieStore _cookies;
    private readonly IssuedChallenges _challenges;
    private readonly RandomNumberGenerator _random;
    private Await _await;
    private (string Name, uint Creation)? _adopted;
    private HandshakePeer? _peer;
    private Cookie? _cookie;
    private uint _challenge;

    /// <summary>Prepares one handshake.</summary>
    /// <param name="self">What this node says of itself.</param>
    /// <param name="peerName">The whole name that was dialled; the peer must call itself exactly that.</param>
    /// <param name="cookies">The cookies of this node.</param>
    /// <param name="challenges">Those that this node gave out, in both roles.</param>
    /// <param name="random">A cryptographic source.</param>
    /// <exception cref="ArgumentException">A node does not dial itself.</exception>
    public InitiatorHandshake(HandshakeSelf self, string peerName, CookieStore cookies, IssuedChallenges challenges, RandomNumberGenerator random)
    {
        if (self.Name == peerName)
        {
            throw new ArgumentException($"'{peerName}' is this node's own name.", nameof(peerName));
        }

        _self = self;
        _peerName = peerName;
        _cookies = cookies;
        _challenges = challenges;
        _random = random;
    }

    private enum Await
    {
        Start,
        Status,
        AliveDecision,
        Challenge,
        Ack,
        Over,
    }

    /// <summary>Begins: what to send once the connection to the peer stands.</summary>
    /// <exception cref="InvalidOperationException">It began already.</exception>
    public HandshakeStep Start()
    {
        Expect(Await.Start);
        _await = Await.Status;
        DistributionFlags flags = _self.AsksForName
            ? (_self.Flags | DistributionFlags.NameMe) & ~DistributionFlags.Published
            : _self.Flags;
        return HandshakeStep.To(HandshakeState.Receiving.Next, new SendName(flags, _self.Creation, _self.Name, IsOldForm: false).Encode());
    }

    /// <summary>Takes the peer's next message, without its length.</summary>
    /// <exception cref="InvalidOperationException">No message is due: see the state that the last step gave.</exception>
    public HandshakeStep Receive(ReadOnlySpan<byte> body)
    {
        if (body.Length > HandshakeText.MaxBodyLength)
        {
            return Fail(HandshakeFailureKind.Malformed, $"{_peerName} sent a message of {body.Length} bytes; none of the handshake is longer than {HandshakeText.MaxBodyLength}.");
        }

        return _await switch
        {
            Await.Status => OnStatus(body),
            Await.Challenge => OnChallenge(body),
            Await.Ack => OnAck(body),
            _ => throw new InvalidOperationException("The handshake waits for no message of the peer now."),
        };
    }

    /// <summary>Answers <see cref="HandshakeState.NeedsAlive"/>.</summary>
    /// <param name="reallyGone">Whether this node has no other connection to the peer any more.</param>
    /// <exception cref="InvalidOperationException">This was not asked.</exception>
    public HandshakeStep ContinueAlive(bool reallyGone)
    {
        Expect(Await.AliveDecision);
        if (!reallyGone)
        {
            return Fail(HandshakeFailureKind.AliveRefused, $"There is a connection to {_peerName} already, and it goes on.", Status.Encode(Status.False));
        }

        _await = Await.Challenge;
        return HandshakeStep.To(HandshakeState.Receiving.Next, Status.Encode(Status.True));
    }

    private HandshakeStep OnStatus(ReadOnlySpan<byte> body)
    {
        if (Status.TryReadNamed(body, out string name, out uint creation))
        {
            return OnNamed(name, creation);
        }

        if (!Status.TryReadWord(body, out string word))
        {
            return Fail(HandshakeFailureKind.Malformed, $"{_peerName} should have answered with a status ('s'), and sent {HandshakeText.Describe(body)}.");
        }

        return word switch
        {
            Status.Ok or Status.OkSimultaneous when _self.AsksForName
                => Fail(HandshakeFailureKind.Malformed, $"{_peerName} gave no name to this node, which has none; OTP 23 or newer is needed there."),
            Status.Ok or Status.OkSimultaneous => Next(Await.Challenge, HandshakeState.Receiving.Next),
            Status.Alive => Next(Await.AliveDecision, HandshakeState.NeedsAlive.Next),
            Status.Nok => Next(Await.Over, HandshakeState.Parked.Next),
            Status.NotAllowed => Fail(
                HandshakeFailureKind.NotAllowed, $"{_peerName} does not allow a connection from {_self.Name}: its list of allowed nodes leaves this one out, or it lacks a flag of ours."),
            _ => Fail(HandshakeFailureKind.Malformed, $"{_peerName} answered with the unknown status '{NodeNameText.Show(word)}'."),
        };
    }

    private HandshakeStep OnNamed(string name, uint creation)
    {
        if (!_self.AsksForName)
        {
            return Fail(HandshakeFailureKind.Malformed, $"{_peerName} wants to give the name '{NodeNameText.Show(name)}' to this node, which has one.");
        }

        if (!NodeName.TryParse(name, out NodeName? parsed, out _) || parsed.Host != _self.Name || creation == 0)
        {
            return Fail(HandshakeFailureKind.WrongName, $"{_peerName} gave the name '{NodeNameText.Show(name)}' to this node; one ending in '@{_self.Name}' was due.");
        }

        _adopted = (name, creation);
        return Next(Await.Challenge, HandshakeState.Receiving.Next);
    }

    private HandshakeStep OnChallenge(ReadOnlySpan<byte> body)
    {
        if (!Challenge.TryRead(body, out Challenge challenge, out string fault))
        {
            return Fail(HandshakeFailureKind.Malformed, $"The handshake with {_peerName} went wrong: {fault}.");
        }

        if (challenge.Name != _peerName)
        {
            return Fail(HandshakeFailureKind.WrongName, $"{_peerName} was dialled, and a node that calls itself '{NodeNameText.Show(challenge.Name)}' answered; names must be equal to the letter.");
        }

        DistributionFlags theirs = challenge.Flags.Expand();
        if ((_self.Required & ~theirs) is not DistributionFlags.None and var missing)
        {
            return Fail(HandshakeFailureKind.MissingFlags, $"{_peerName} lacks {missing.Describe()}; OTP 25 or newer is needed there.");
        }

        if (_challenges.IsReflected(challenge.Number))
        {
            return Fail(HandshakeFailureKind.ReflectedChallenge, HandshakeTexts.Reflected(_peerName));
        }

        _peer = new HandshakePeer
        {
            Name = _peerName,
            Creation = challenge.Creation,
            Flags = HandshakeTexts.Common(_self.Flags, theirs, isDynamic: _self.AsksForName),
            Adopted = _adopted,
        };
        _cookie = _cookies.Get(_peerName);
        _challenge = _challenges.Issue(_random);
        Span<byte> digest = stackalloc byte[Cookie.DigestLength];
        _cookie.Digest(challenge.Number, digest);
        _await = Await.Ack;
        return HandshakeStep.To(HandshakeState.Receiving.Next, ChallengeReply.Encode(_challenge, digest));
    }

    private HandshakeStep OnAck(ReadOnlySpan<byte> body)
    {
        if (!ChallengeAck.TryRead(body, out ReadOnlySpan<byte> digest))
        {
            return Fail(HandshakeFailureKind.Malformed, $"{_peerName} should have proved the cookie ('a', 17 bytes), and sent {HandshakeText.Describe(body)}.");
        }

        if (!_challenges.MayBeAnswered(_challenge))
        {
            return Fail(HandshakeFailureKind.Expired, HandshakeTexts.Expired(_peerName));
        }

        return _cookie!.Proves(_challenge, digest)
            ? Next(Await.Over, new HandshakeState.Up(_peer!))
            : Fail(HandshakeFailureKind.WrongCookie, HandshakeTexts.WrongCookie(_peerName));
    }

    private HandshakeStep Next(Await next, HandshakeState state)
    {
        _await = next;
        return HandshakeStep.To(state);
    }

    private HandshakeStep Fail(HandshakeFailureKind kind, string text, params ReadOnlyMemory<byte>[] send)
    {
        _await = Await.Over;
        return HandshakeStep.Fail(kind, text, send);
    }

    private void Expect(Await due)
    {
        if (_await != due)
        {
            throw new InvalidOperationException($"The handshake is in the step {_await}; this call belongs to {due}.");
        }
    }
}
