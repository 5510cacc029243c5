using Chan.Terms;

namespace Chan.Protocol.Classic;

/// <summary>What one term led to.</summary>
/// <param name="Send">To be written now; <see langword="null"/> for nothing.</param>
/// <param name="Result">Set when the handshake is over.</param>
public readonly record struct ClassicClientStep(ErlTerm? Send, ClassicClientResult? Result);
