namespace Chan.Protocol.Handshake;

/// <summary>Where a server's handshake stands; see <see cref="ServerHandshake"/> for the way between.</summary>
public enum ServerState
{
    /// <summary>Nothing received. HELLO is the one legal frame.</summary>
    AwaitHello,

    /// <summary>PARAMS sent. SHARE_P is the one legal frame.</summary>
    AwaitShareP,

    /// <summary>SHARE_P received. The caller decides: <see cref="ServerHandshake.Admit"/> or <see cref="ServerHandshake.Busy"/>.</summary>
    AwaitAdmission,

    /// <summary>SHARE_V sent. CONFIRM_P is the one legal frame.</summary>
    AwaitConfirmP,

    /// <summary>The client proved that it knows the password. The caller says the limit: <see cref="ServerHandshake.Complete"/>.</summary>
    Confirmed,

    /// <summary>READY sent: the session begins.</summary>
    Ready,

    /// <summary>Failed: the connection is closed once <see cref="ServerStep.Send"/> is written.</summary>
    Closed,
}
