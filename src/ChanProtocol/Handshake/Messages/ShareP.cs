using Chan.Protocol.Framing;
using Chan.Protocol.Spake2Plus;

namespace Chan.Protocol.Handshake.Messages;

/// <summary>SHARE_P: the client's share, not yet checked to be a point.</summary>
/// <remarks><c>00 00 00 42 | 03 | shareP 65</c>.</remarks>
internal sealed record ShareP(byte[] Share) : HandshakeMessage
{
    public static byte[] Encode(ReadOnlySpan<byte> share)
    {
        byte[] frame = NewFrame(FrameType.ShareP, P256Group.PointLength, out Span<byte> body);
        share.CopyTo(body);
        return frame;
    }

    public static HandshakeMessage Decode(ReadOnlySpan<byte> body) => body.Length == P256Group.PointLength
        ? new ShareP(body.ToArray())
        : Offence.WrongLength(FrameType.ShareP, body.Length, $"{P256Group.PointLength}");
}
