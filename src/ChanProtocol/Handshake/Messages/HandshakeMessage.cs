using System.Buffers.Binary;
using Chan.Protocol.Framing;

namespace Chan.Protocol.Handshake.Messages;

/// <summary>A frame of the handshake, read. Every body is a fixed layout; one byte more or less is an error (native protocol, section 2).</summary>
internal abstract record HandshakeMessage
{
    /// <summary>Length of the frame's prefix and type, in bytes.</summary>
    protected const int HeaderLength = FrameLimits.LengthPrefix + 1;

    /// <summary>Makes a frame with room for its body.</summary>
    protected static byte[] NewFrame(FrameType type, int bodyLength, out Span<byte> body)
    {
        byte[] frame = new byte[HeaderLength + bodyLength];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)(bodyLength + 1));
        frame[FrameLimits.LengthPrefix] = (byte)type;
        body = frame.AsSpan(HeaderLength);
        return frame;
    }

    /// <summary>The frame as it stood on the wire, from its type and body.</summary>
    public static byte[] ToFrame(FrameType type, ReadOnlySpan<byte> body)
    {
        byte[] frame = NewFrame(type, body.Length, out Span<byte> destination);
        body.CopyTo(destination);
        return frame;
    }

    /// <summary>Reads what a client may send. Anything else is an <see cref="Offence"/>.</summary>
    public static HandshakeMessage FromClient(FrameType type, ReadOnlySpan<byte> body) => type switch
    {
        FrameType.Hello => Hello.Decode(body),
        FrameType.ShareP => ShareP.Decode(body),
        FrameType.ConfirmP => ConfirmP.Decode(body),
        _ => Offence.WrongType(type),
    };

    /// <summary>Reads what a server may send. Anything else is an <see cref="Offence"/>.</summary>
    public static HandshakeMessage FromServer(FrameType type, ReadOnlySpan<byte> body) => type switch
    {
        FrameType.Params => Params.Decode(body),
        FrameType.ShareV => ShareV.Decode(body),
        FrameType.Ready => Ready.Decode(body),
        FrameType.Fail => Fail.Decode(body),
        _ => Offence.WrongType(type),
    };
}
