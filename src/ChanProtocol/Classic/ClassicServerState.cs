namespace Chan.Protocol.Classic;

/// <summary>Where a server's classic handshake stands.</summary>
public enum ClassicServerState
{
    /// <summary>Nothing received. <c>{startService, Service, ArgC}</c> is the one legal term.</summary>
    AwaitStartService,

    /// <summary>A challenge was sent. <c>{response, R}</c> is the one legal term.</summary>
    AwaitResponse,

    /// <summary><c>ack</c> is sent: from here on every term belongs to the service.</summary>
    Open,

    /// <summary>Failed: the connection is closed once the answer is written.</summary>
    Closed,
}
