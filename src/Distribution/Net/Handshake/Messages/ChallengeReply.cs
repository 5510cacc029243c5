using System.Buffers.Binary;

namespace Chan.Distribution.Net.Handshake.Messages;

/// <summary>The initiator's proof, and its own challenge. Protocol 2.3.</summary>
internal static class ChallengeReply
{
    private const byte Tag = (byte)'r';
    private const int HeadLength = 5;

    /// <summary>Reads it; exactly 21 bytes.</summary>
    /// <param name="body">The message; <paramref name="digest"/> is a part of it.</param>
    /// <param name="number">What the acceptor's proof must be about.</param>
    /// <param name="digest">The initiator's proof.</param>
    public static bool TryRead(ReadOnlySpan<byte> body, out uint number, out ReadOnlySpan<byte> digest)
    {
        number = 0;
        digest = default;
        if (body.Length != HeadLength + Cookies.Cookie.DigestLength || body[0] != Tag)
        {
            return false;
        }

        number = BinaryPrimitives.ReadUInt32BigEndian(body[1..]);
        digest = body[HeadLength..];
        return true;
    }

    /// <summary>Writes it.</summary>
    public static byte[] Encode(uint number, ReadOnlySpan<byte> digest)
    {
        byte[] body = new byte[HeadLength + digest.Length];
        body[0] = Tag;
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(1), number);
        digest.CopyTo(body.AsSpan(HeadLength));
        return body;
    }
}
