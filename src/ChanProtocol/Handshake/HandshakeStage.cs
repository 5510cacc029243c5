namespace Chan.Protocol.Handshake;

/// <summary>How far a failed handshake came, as the audit event 1101 tells it.</summary>
public enum HandshakeStage
{
    /// <summary>No acceptable HELLO came.</summary>
    Hello,

    /// <summary>No acceptable SHARE_P came, or no SHARE_V was sent for it.</summary>
    Share,

    /// <summary>The confirmation was wrong.</summary>
    Confirm,

    /// <summary>SHARE_V was sent, and the client left without a confirmation: it learnt whether its guess was right.</summary>
    Abandoned,
}
