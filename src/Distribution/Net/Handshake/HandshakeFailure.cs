namespace Chan.Distribution.Net.Handshake;

/// <summary>Why a connection did not come up.</summary>
/// <param name="Kind">For code.</param>
/// <param name="Text">For the log: a sentence that says what was wrong and what would be right; without secrets, printable.</param>
internal sealed record HandshakeFailure(HandshakeFailureKind Kind, string Text);
