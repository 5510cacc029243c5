namespace Chan.Distribution.Net.Control;

/// <summary>The peer sent what the protocol does not allow; the connection must be dropped. Never leaves the connection's own code.</summary>
/// <param name="message">What was wrong. No content of messages.</param>
internal sealed class ProtocolViolationException(string message) : Exception(message);
