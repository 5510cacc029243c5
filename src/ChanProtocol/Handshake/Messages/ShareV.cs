using Chan.Protocol.Framing;
using Chan.Protocol.Spake2Plus;

namespace Chan.Protocol.Handshake.Messages;

/// <summary>SHARE_V: the server's share, not yet checked to be a point, and confirmV.</summary>
/// <remarks><c>00 00 00 62 | 04 | shareV 65 | confirmV 32</c>.</remarks>
internal sealed record ShareV(byte[] Share, byte[] ConfirmV) : HandshakeMessage
{
    private const int Length = P256Group.PointLength + Spake2PlusConstants.ConfirmationLength;

    public static byte[] Encode(ReadOnlySpan<byte> share, ReadOnlySpan<byte> confirmV)
    {
        byte[] frame = NewFrame(FrameType.ShareV, Length, out Span<byte> body);
        share.CopyTo(body);
        confirmV.CopyTo(body[P256Group.PointLength..]);
        return frame;
    }

    public static HandshakeMessage Decode(ReadOnlySpan<byte> body) => body.Length == Length
        ? new ShareV(body[..P256Group.PointLength].ToArray(), body[P256Group.PointLength..].ToArray())
        : Offence.WrongLength(FrameType.ShareV, body.Length, $"{Length}");
}
