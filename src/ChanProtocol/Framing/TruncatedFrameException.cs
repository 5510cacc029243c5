namespace Chan.Protocol.Framing;

/// <summary>The stream ended inside a frame: never a clean end.</summary>
public sealed class TruncatedFrameException(int received)
    : ProtocolViolationException($"The stream ended {received} bytes into a frame.")
{
    /// <summary>Bytes of the frame that had come, its length prefix included.</summary>
    public int Received { get; } = received;
}
