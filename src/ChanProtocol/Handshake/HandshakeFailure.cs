namespace Chan.Protocol.Handshake;

/// <summary>How a server's handshake ended without a session.</summary>
/// <param name="Stage">How far it came.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="Text">The offence in plain English, for the log; never a secret, never the peer's bytes.</param>
public sealed record HandshakeFailure(HandshakeStage Stage, HandshakeFailureReason Reason, string Text);
