using Chan.Protocol.Handshake;
using Chan.Terms;

namespace Chan.Protocol.Classic;

/// <summary>What one term led to.</summary>
/// <param name="Send">To be written now; <see langword="null"/> for nothing.</param>
/// <param name="State">Where the handshake stands now.</param>
/// <param name="Failure">Set when <paramref name="State"/> is <see cref="ClassicServerState.Closed"/>.</param>
public readonly record struct ClassicServerStep(ErlTerm? Send, ClassicServerState State, HandshakeFailure? Failure);
