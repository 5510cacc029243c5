namespace Chan.Protocol.Framing;

/// <summary>One received frame. The body is part of the reader's buffer: it is valid until the reader's next <c>ReadAsync</c>.</summary>
public readonly ref struct Frame
{
    /// <summary>Makes a frame over existing bytes.</summary>
    public Frame(FrameType type, ReadOnlySpan<byte> body)
    {
        Type = type;
        Body = body;
    }

    /// <summary>As received, not checked; <see cref="FrameType.None"/> in the classic format.</summary>
    public FrameType Type { get; }

    /// <summary>Everything behind the type.</summary>
    public ReadOnlySpan<byte> Body { get; }
}
