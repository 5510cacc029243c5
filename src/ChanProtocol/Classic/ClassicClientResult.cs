namespace Chan.Protocol.Classic;

/// <summary>How a client's classic handshake ended.</summary>
public abstract record ClassicClientResult
{
    private ClassicClientResult()
    {
    }

    /// <summary><c>ack</c>: the session begins.</summary>
    public sealed record Ready : ClassicClientResult;

    /// <summary><c>authFail</c>: wrong password, or (on servers that do not tell) unknown service.</summary>
    public sealed record AuthFail : ClassicClientResult;

    /// <summary><c>badService</c>: no such service.</summary>
    public sealed record BadService : ClassicClientResult;

    /// <summary>The server sent what a lib_chan server does not send at this point.</summary>
    /// <param name="Text">The offence in plain English.</param>
    public sealed record ProtocolViolation(string Text) : ClassicClientResult;
}
