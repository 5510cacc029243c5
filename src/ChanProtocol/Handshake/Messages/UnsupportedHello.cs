namespace Chan.Protocol.Handshake.Messages;

/// <summary>A HELLO that is answered with FAIL 2: another version, or no mechanism in common.</summary>
/// <param name="Text">Which of the two.</param>
internal sealed record UnsupportedHello(string Text) : HandshakeMessage;
