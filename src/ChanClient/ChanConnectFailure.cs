namespace Chan.Client;

/// <summary>Why a connection could not be made.</summary>
public enum ChanConnectFailure
{
    /// <summary>No TCP connection: unknown host, nothing listening, no route.</summary>
    Unreachable,

    /// <summary>TCP but no TLS 1.3: the port speaks something else, or closed the connection, as a gateway does under its connection limits.</summary>
    Tls,

    /// <summary>The certificate is not the one that <see cref="ChanConnectionOptions.Trust"/> asks for.</summary>
    Untrusted,

    /// <summary>The gateway refused: the password is wrong, or there is no such service or client. It does not say which.</summary>
    Refused,

    /// <summary>The gateway speaks another version or mechanism.</summary>
    Unsupported,

    /// <summary>The gateway has no room now, or sees too many attempts from here. Nothing is said about the password.</summary>
    Busy,

    /// <summary>
    /// The gateway could not prove that it knows the password: the password is wrong, or somebody between here and the gateway
    /// shows a certificate of their own. Nothing that would help to guess the password was sent.
    /// </summary>
    WrongServer,

    /// <summary>The gateway closed the connection during the handshake without a word.</summary>
    ClosedDuringHandshake,

    /// <summary>Authenticated, but the service did not start; <see cref="ChanConnectException.Error"/> says why.</summary>
    NotStarted,

    /// <summary><see cref="ChanConnectionOptions.ConnectTimeout"/> passed; <see cref="ChanConnectException.Stage"/> says where.</summary>
    Timeout,
}
