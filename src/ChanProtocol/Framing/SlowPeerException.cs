namespace Chan.Protocol.Framing;

/// <summary>The peer does not read: too much waits for it, or it took nothing for too long.</summary>
public sealed class SlowPeerException(string message) : IOException(message);
