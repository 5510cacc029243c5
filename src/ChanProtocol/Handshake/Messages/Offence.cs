using Chan.Protocol.Framing;

namespace Chan.Protocol.Handshake.Messages;

/// <summary>Not a message: a frame that no state accepts, and what is wrong with it.</summary>
/// <param name="Text">Plain English; never the peer's bytes.</param>
internal sealed record Offence(string Text) : HandshakeMessage
{
    public static Offence WrongType(FrameType type) => new($"A frame of type 0x{(byte)type:X2} is not part of the handshake in this direction.");

    public static Offence WrongLength(FrameType type, int length, string expected)
        => new($"The body of {type} has {length} bytes; it must have {expected}.");

    /// <summary>A message that is well formed but came in the wrong state.</summary>
    public static Offence OutOfOrder(HandshakeMessage message, string state)
        => message as Offence ?? new($"{message.GetType().Name} came in the state {state}.");
}
