namespace Chan.Protocol.Sessions;

/// <summary>Who receives a frame; each direction has its own types.</summary>
public enum SessionSide
{
    /// <summary>The client receives.</summary>
    Client,

    /// <summary>The gateway receives.</summary>
    Server,
}
