namespace Chan.Distribution.Net.Handshake;

/// <summary>Why a connection did not come up.</summary>
internal enum HandshakeFailureKind
{
    /// <summary>A message that the protocol does not allow there.</summary>
    Malformed,

    /// <summary>Both nodes dialled at once, and the other attempt goes on.</summary>
    Nok,

    /// <summary>The acceptor does not want this node, or does not say why.</summary>
    NotAllowed,

    /// <summary>The peer lacks something that is mandatory.</summary>
    MissingFlags,

    /// <summary>The peer is not the one that was dialled, or its name is none.</summary>
    WrongName,

    /// <summary>The peer does not know the cookie.</summary>
    WrongCookie,

    /// <summary>The peer asked this node to answer a challenge that this node had given out: an attempt to borrow its cookie.</summary>
    ReflectedChallenge,

    /// <summary>The answer to a challenge came so late that the challenge is forgotten.</summary>
    Expired,

    /// <summary>The acceptor has a connection already, and it is still the right one.</summary>
    AliveRefused,
}
