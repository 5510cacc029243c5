namespace Chan.Protocol.Framing;

/// <summary>The peer does not read: too much waits for it, or it took nothing for too long.</summary>
public sealed class SlowPeerException : IOException
{
    internal SlowPeerException(string message, long queuedBytes)
        : base(message)
        => QueuedBytes = queuedBytes;

    /// <summary>Bytes that waited for the peer when the connection was given up; they are dropped.</summary>
    public long QueuedBytes { get; }
}
