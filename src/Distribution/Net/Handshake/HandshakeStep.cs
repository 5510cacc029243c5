namespace Chan.Distribution.Net.Handshake;

/// <summary>What one event led to: messages to send, in order, and what the handshake waits for now.</summary>
/// <param name="Send">Bodies without the length before them, which the carrier decides (two bytes over TCP, four over TLS).</param>
/// <param name="State">What is next.</param>
internal sealed record HandshakeStep(IReadOnlyList<ReadOnlyMemory<byte>> Send, HandshakeState State)
{
    /// <summary>Nothing to send.</summary>
    public static HandshakeStep To(HandshakeState state) => new([], state);

    /// <summary>Messages to send first.</summary>
    public static HandshakeStep To(HandshakeState state, params ReadOnlyMemory<byte>[] send) => new(send, state);

    /// <summary>The end of a handshake that did not succeed.</summary>
    public static HandshakeStep Fail(HandshakeFailureKind kind, string text, params ReadOnlyMemory<byte>[] send)
        => new(send, new HandshakeState.Failed(new HandshakeFailure(kind, text)));
}
