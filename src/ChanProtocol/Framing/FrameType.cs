namespace Chan.Protocol.Framing;

/// <summary>The type byte of a native frame. Bodies: native protocol, section 2.</summary>
public enum FrameType : byte
{
    /// <summary>No type byte: a frame of the classic protocol.</summary>
    None = 0x00,

    /// <summary>Client to server: version, mechanisms, nonce, service and client name.</summary>
    Hello = 0x01,

    /// <summary>Server to client: version, mechanism, nonce, gateway id, key derivation and salt.</summary>
    Params = 0x02,

    /// <summary>Client to server: its share.</summary>
    ShareP = 0x03,

    /// <summary>Server to client: its share and the proof that it holds the verifier.</summary>
    ShareV = 0x04,

    /// <summary>Client to server: the proof that it knows the password.</summary>
    ConfirmP = 0x05,

    /// <summary>Server to client: session id and frame limit; the handshake is over.</summary>
    Ready = 0x06,

    /// <summary>Server to client: one code; the server closes after it.</summary>
    Fail = 0x0F,

    /// <summary>Client to server: the argument for the service.</summary>
    Start = 0x10,

    /// <summary>Server to client: the service runs.</summary>
    Started = 0x11,

    /// <summary>Client to server: a term without an answer.</summary>
    Cast = 0x12,

    /// <summary>Client to server: a numbered request.</summary>
    Rpc = 0x13,

    /// <summary>Server to client: the answer to the request of that number.</summary>
    Reply = 0x14,

    /// <summary>Server to client: the request of that number failed, or (0) something about the session did.</summary>
    Error = 0x15,

    /// <summary>Server to client: a term nobody asked for (a push).</summary>
    Send = 0x16,

    /// <summary>Client to server: the answer to that request is no longer wanted.</summary>
    Cancel = 0x17,

    /// <summary>Both: a token to be sent back.</summary>
    Ping = 0x18,

    /// <summary>Both: the token of a ping.</summary>
    Pong = 0x19,

    /// <summary>Both: the reason for ending; nothing follows.</summary>
    Close = 0x1A,
}
