using Chan.Protocol.Framing;

namespace Chan.Protocol.Handshake.Messages;

/// <summary>FAIL: the server ends the handshake.</summary>
/// <remarks><c>00 00 00 02 | 0F | code</c>: 1 refused, 2 version or mechanism not supported, 3 busy.</remarks>
internal sealed record Fail(byte Code) : HandshakeMessage
{
    public const byte Refused = 1;
    public const byte Unsupported = 2;
    public const byte Busy = 3;

    public static byte[] Encode(byte code)
    {
        byte[] frame = NewFrame(FrameType.Fail, 1, out Span<byte> body);
        body[0] = code;
        return frame;
    }

    public static HandshakeMessage Decode(ReadOnlySpan<byte> body) => body switch
    {
        [Refused or Unsupported or Busy] => new Fail(body[0]),
        [_] => new Offence($"FAIL has the unknown code {body[0]}; codes are 1, 2 and 3."),
        _ => Offence.WrongLength(FrameType.Fail, body.Length, "1"),
    };
}
