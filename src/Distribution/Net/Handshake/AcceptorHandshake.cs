using System.Security.Cryptography;
using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Handshake.Messages;
using Chan.Distribution.Net.Names;

namespace Chan.Distribution.Net.Handshake;

/// <summary>The side that was dialled: message bodies in, message bodies out; no I/O, no clock. Protocol 2.</summary>
/// <remarks>
/// <code>
/// AwaitName       -- send_name 'N' or 'n'     -->                              NeedsDecision
/// AwaitName       -- mandatory flag missing   --> not_allowed                  Failed
/// NeedsDecision   -- Ok, OkSimultaneous       --> ok or named:, challenge      AwaitReply ('n': AwaitComplement)
/// NeedsDecision   -- Alive                    --> alive                        AwaitAlive
/// NeedsDecision   -- Nok, NotAllowed          --> nok, not_allowed             Failed
/// AwaitAlive      -- true                     --> challenge                    AwaitReply ('n': AwaitComplement)
/// AwaitAlive      -- false                    -->                              Failed
/// AwaitComplement -- complement               -->                              AwaitReply
/// AwaitReply      -- challenge_reply, right   --> challenge_ack                Up
/// AwaitReply      -- the same, after alive    -->                              NeedsOldConnectionDown
/// NeedsOldConnectionDown -- it is gone        --> challenge_ack                Up
/// any of these    -- anything else            -->                              Failed
/// </code>
/// A wrong cookie gets no answer: the connection is closed. Not thread-safe: one connection owns it.
/// </remarks>
internal sealed partial class AcceptorHandshake
{
    // 13 digits of base 36 and the '@' stand before the host of a name that is given.
    private const int LongestNamedHost = NodeName.MaxLength - 14;

    private const DistributionFlags LowHalf = (DistributionFlags)uint.MaxValue;

    private readonly HandshakeSelf _self;
    private readonly CookieStore _cookies;
    private readonly IssuedChallenges _challenges;
    private readonly DynamicNames _names;
    private readonly RandomNumberGenerator _random;
    private Await _await;
    private SendName _sent;
    private bool _replacesOld;
    private string _peerName = "";
    private uint _peerCreation;
    private DistributionFlags _peerFlags;
    private uint _challenge;
    private Cookie? _cookie;
    private HandshakePeer? _peer;
    private byte[] _ack = [];

    /// <summary>Prepares one handshake.</summary>
    /// <param name="self">What this node says of itself; it has a name.</param>
    /// <param name="cookies">The cookies of this node.</param>
    /// <param name="challenges">Those that this node gave out, in both roles.</param>
    /// <param name="names">Names for peers without one.</param>
    /// <param name="random">A cryptographic source.</param>
    public AcceptorHandshake(HandshakeSelf self, CookieStore cookies, IssuedChallenges challenges, DynamicNames names, RandomNumberGenerator random)
    {
        _self = self;
        _cookies = cookies;
        _challenges = challenges;
        _names = names;
        _random = random;
    }

    private enum Await
    {
        Name,
        Decision,
        Alive,
        Complement,
        Reply,
        OldConnection,
        Over,
    }

    private bool AsksForName => _sent.Flags.HasFlag(DistributionFlags.NameMe);

    private string PeerText => _peerName.Length == 0 ? "A peer that has not said its name" : NodeNameText.Show(_peerName);

    /// <summary>Takes the peer's next message, without its length.</summary>
    /// <exception cref="InvalidOperationException">No message is due: see the state that the last step gave.</exception>
    public HandshakeStep Receive(ReadOnlySpan<byte> body)
    {
        if (body.Length > HandshakeText.MaxBodyLength)
        {
            return Fail(HandshakeFailureKind.Malformed, $"{PeerText} sent a message of {body.Length} bytes; none of the handshake is longer than {HandshakeText.MaxBodyLength}.");
        }

        return _await switch
        {
            Await.Name => OnName(body),
            Await.Alive => OnAlive(body),
            Await.Complement => OnComplement(body),
            Await.Reply => OnReply(body),
            _ => throw new InvalidOperationException("The handshake waits for no message of the peer now."),
        };
    }

    /// <summary>Answers <see cref="HandshakeState.NeedsDecision"/>.</summary>
    /// <exception cref="InvalidOperationException">This was not asked, or the peer has no name yet, so that it cannot be dialled or connected.</exception>
    public HandshakeStep Decide(AcceptDecision decision)
    {
        Expect(Await.Decision);
        return decision switch
        {
            AcceptDecision.OkSimultaneous or AcceptDecision.Nok or AcceptDecision.Alive when AsksForName
                => throw new InvalidOperationException($"A peer without a name has no other connection; {decision} does not fit."),
            AcceptDecision.Ok when AsksForName => Welcome(GiveName()),
            AcceptDecision.Ok => Welcome(Status.Encode(Status.Ok)),
            AcceptDecision.OkSimultaneous => Welcome(Status.Encode(Status.OkSimultaneous)),
            AcceptDecision.Alive => AskAlive(),
            AcceptDecision.Nok => Fail(
                HandshakeFailureKind.Nok, $"{PeerText} and this node dialled each other at once; this node's attempt goes on.", Status.Encode(Status.Nok)),
            _ => Refuse(HandshakeFailureKind.NotAllowed, $"{PeerText} is not allowed to connect."),
        };
    }

    /// <summary>Answers <see cref="HandshakeState.NeedsOldConnectionDown"/>: nothing of the old connection reaches this node any more.</summary>
    /// <exception cref="InvalidOperationException">This was not asked.</exception>
    public HandshakeStep OldConnectionGone()
    {
        Expect(Await.OldConnection);
        _await = Await.Over;
        return HandshakeStep.To(new HandshakeState.Up(_peer!), _ack);
    }

    private HandshakeStep OnName(ReadOnlySpan<byte> body)
    {
        if (!SendName.TryRead(body, out _sent, out string fault))
        {
            return Fail(HandshakeFailureKind.Malformed, $"A peer spoke another protocol: {fault}.");
        }

        _peerName = _sent.Name;
        _peerCreation = _sent.Creation;
        _peerFlags = _sent.Flags.Expand();
        if (FaultOfName() is { } wrong)
        {
            return Refuse(HandshakeFailureKind.WrongName, wrong);
        }

        // The old form carries the lower half only; the rest is checked when the complement is there.
        DistributionFlags required = _sent.IsOldForm ? (_self.Required & LowHalf) | DistributionFlags.Handshake23 : _self.Required;
        if ((required & ~_peerFlags) is not DistributionFlags.None and var missing)
        {
            return Refuse(HandshakeFailureKind.MissingFlags, MissingText(missing));
        }

        _await = Await.Decision;
        return HandshakeStep.To(new HandshakeState.NeedsDecision(_peerName, _sent.Flags, AsksForName));
    }

    private string? FaultOfName()
    {
        if (AsksForName && !_sent.Name.Contains('@', StringComparison.Ordinal))
        {
            return _sent.Name.Length is > 0 and <= LongestNamedHost && !_sent.Name.AsSpan().ContainsAnyExcept(NodeNameText.Characters)
                ? null
                : $"A peer asks for a name at the host '{PeerText}', which is none: 1 to {LongestNamedHost} printable ASCII characters are.";
        }

        if (!NodeName.TryParse(_sent.Name, out _, out string? error))
        {
            return $"A peer was refused. {error}";
        }

        if (AsksForName)
        {
            return $"{_sent.Name} has a name and asks for one.";
        }

        return _sent.Name == _self.Name ? $"A peer calls itself {_sent.Name}, as this node does; two nodes cannot have one name." : null;
    }

    private byte[] GiveName()
    {
        (_peerName, _peerCreation) = _names.Take(_sent.Name);
        return Status.EncodeNamed(_peerName, _peerCreation);
    }

    private HandshakeStep Welcome(byte[] status)
    {
        byte[] challenge = AskForProof();
        return HandshakeStep.To(HandshakeState.Receiving.Next, status, challenge);
    }

    private HandshakeStep AskAlive()
    {
        _replacesOld = true;
        _await = Await.Alive;
        return HandshakeStep.To(HandshakeState.Receiving.Next, Status.Encode(Status.Alive));
    }

    private byte[] AskForProof()
    {
        _await = _sent.IsOldForm ? Await.Complement : Await.Reply;
        _challenge = _challenges.Issue(_random);
        DistributionFlags flags = AsksForName ? (_self.Flags | DistributionFlags.NameMe) & ~DistributionFlags.Published : _self.Flags;
        return new Challenge(flags, _challenge, _self.Creation, _self.Name).Encode();
    }

    private string MissingText(DistributionFlags missing)
        => $"{PeerText} cannot connect, because it lacks {missing.Describe()}; OTP 25 or newer has them.";

    private HandshakeStep Refuse(HandshakeFailureKind kind, string text) => Fail(kind, text, Status.Encode(Status.NotAllowed));

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
