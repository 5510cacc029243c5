using System.Buffers.Binary;
using Chan.Protocol.Framing;

namespace Chan.Protocol.Handshake.Messages;

/// <summary>READY: the session is open.</summary>
/// <remarks><c>00 00 00 15 | 06 | session id 16 | frame limit u32</c>.</remarks>
internal sealed record Ready(byte[] SessionId, uint FrameLimit) : HandshakeMessage
{
    private const int Length = HandshakeContext.SessionIdLength + sizeof(uint);

    public static byte[] Encode(ReadOnlySpan<byte> sessionId, uint frameLimit)
    {
        byte[] frame = NewFrame(FrameType.Ready, Length, out Span<byte> body);
        sessionId.CopyTo(body);
        BinaryPrimitives.WriteUInt32BigEndian(body[HandshakeContext.SessionIdLength..], frameLimit);
        return frame;
    }

    public static HandshakeMessage Decode(ReadOnlySpan<byte> body)
    {
        if (body.Length != Length)
        {
            return Offence.WrongLength(FrameType.Ready, body.Length, $"{Length}");
        }

        uint limit = BinaryPrimitives.ReadUInt32BigEndian(body[HandshakeContext.SessionIdLength..]);
        return limit is 0 or > FrameLimits.Largest
            ? new Offence($"READY sets a frame limit of {limit} bytes; it must be from 1 to {FrameLimits.Largest}.")
            : new Ready(body[..HandshakeContext.SessionIdLength].ToArray(), limit);
    }
}
