namespace Chan.Protocol.Handshake;

/// <summary>Why a handshake failed.</summary>
public enum HandshakeFailureReason
{
    /// <summary>A malformed or unexpected frame: closed without an answer.</summary>
    ProtocolViolation,

    /// <summary>Another version, or no common mechanism: FAIL 2.</summary>
    Unsupported,

    /// <summary>The caller had no room for the attempt: FAIL 3.</summary>
    Busy,

    /// <summary>An unacceptable share, a wrong confirmation or an unknown name: FAIL 1.</summary>
    Refused,

    /// <summary>The connection ended, or its time was over.</summary>
    Abandoned,
}
