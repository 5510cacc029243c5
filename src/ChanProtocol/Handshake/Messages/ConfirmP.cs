using Chan.Protocol.Framing;
using Chan.Protocol.Spake2Plus;

namespace Chan.Protocol.Handshake.Messages;

/// <summary>CONFIRM_P: the client's proof.</summary>
/// <remarks><c>00 00 00 21 | 05 | confirmP 32</c>.</remarks>
internal sealed record ConfirmP(byte[] Value) : HandshakeMessage
{
    public static byte[] Encode(ReadOnlySpan<byte> confirmP)
    {
        byte[] frame = NewFrame(FrameType.ConfirmP, Spake2PlusConstants.ConfirmationLength, out Span<byte> body);
        confirmP.CopyTo(body);
        return frame;
    }

    public static HandshakeMessage Decode(ReadOnlySpan<byte> body) => body.Length == Spake2PlusConstants.ConfirmationLength
        ? new ConfirmP(body.ToArray())
        : Offence.WrongLength(FrameType.ConfirmP, body.Length, $"{Spake2PlusConstants.ConfirmationLength}");
}
