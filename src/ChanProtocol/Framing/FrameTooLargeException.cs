namespace Chan.Protocol.Framing;

/// <summary>A frame is over the limit: a received header announces too much, or a frame to be sent came out too long.</summary>
public sealed class FrameTooLargeException(uint length, uint limit)
    : ProtocolViolationException($"A frame of {length} bytes is over the limit of {limit} bytes.")
{
    /// <summary>Length of the frame, in bytes, as its header says it.</summary>
    public uint Length { get; } = length;

    /// <summary>The limit in force, in bytes.</summary>
    public uint Limit { get; } = limit;
}
