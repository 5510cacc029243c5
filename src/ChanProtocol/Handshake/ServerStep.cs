namespace Chan.Protocol.Handshake;

/// <summary>What one move of a server's handshake led to.</summary>
/// <param name="Send">Whole frames to be written now; may be empty.</param>
/// <param name="State">Where the handshake stands now.</param>
/// <param name="Failure">Set when <paramref name="State"/> is <see cref="ServerState.Closed"/>.</param>
/// <param name="Service">The service asked for, once HELLO came; known or not.</param>
/// <param name="ClientName">The client's name, once HELLO came; empty for the service's own password.</param>
public readonly record struct ServerStep(byte[] Send, ServerState State, HandshakeFailure? Failure, string? Service, string? ClientName);
