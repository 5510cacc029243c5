namespace Chan.Protocol.Spake2Plus;

/// <summary>The three inputs of the transcript that name the exchange.</summary>
/// <param name="Context">What both sides saw before the exchange: label, certificate binding, hello frames.</param>
/// <param name="IdProver">The client's identity.</param>
/// <param name="IdVerifier">The server's identity.</param>
internal sealed record Spake2PlusIdentity(byte[] Context, byte[] IdProver, byte[] IdVerifier);
