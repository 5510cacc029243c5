namespace Chan.Protocol.Handshake;

/// <summary>What one frame led to.</summary>
/// <param name="Send">Whole frames to be written now; may be empty.</param>
/// <param name="Result">Set when the handshake is over.</param>
public readonly record struct ClientStep(byte[] Send, ClientHandshakeResult? Result);
