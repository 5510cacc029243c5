namespace Chan.Protocol.Sessions;

/// <summary>Why a frame of a session is not acceptable, and what the receiver answers before it closes.</summary>
/// <param name="Error">The reason for CLOSE; never the peer's bytes.</param>
/// <param name="ErrorId">The id of the ERROR with the same term that goes before CLOSE; <see langword="null"/> for none.</param>
/// <remarks>Source: native protocol, section 3, "After READY".</remarks>
public sealed record SessionOffence(ChanError Error, uint? ErrorId);
