namespace Chan.Distribution.Net.Handshake.Messages;

/// <summary>The acceptor's proof, with which the connection is up. Protocol 2.3.</summary>
internal static class ChallengeAck
{
    private const byte Tag = (byte)'a';

    /// <summary>Reads it; exactly 17 bytes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> digest)
    {
        bool isAck = body.Length == 1 + Cookies.Cookie.DigestLength && body[0] == Tag;
        digest = isAck ? body[1..] : default;
        return isAck;
    }

    /// <summary>Writes it.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> digest) => [Tag, .. digest];
}
