namespace Chan.Protocol.Handshake;

/// <summary>How a client's handshake ended.</summary>
public abstract record ClientHandshakeResult
{
    private ClientHandshakeResult()
    {
    }

    /// <summary>Both sides proved that they know the password; the session begins.</summary>
    /// <param name="SessionId">16 bytes, the same on both sides.</param>
    /// <param name="FrameLimit">Largest frame in either direction, in bytes as the header says it.</param>
    public sealed record Ready(ReadOnlyMemory<byte> SessionId, uint FrameLimit) : ClientHandshakeResult;

    /// <summary>FAIL 1: wrong password, or unknown service or client name.</summary>
    public sealed record Refused : ClientHandshakeResult;

    /// <summary>FAIL 2: the server does not speak this version or mechanism.</summary>
    public sealed record Unsupported : ClientHandshakeResult;

    /// <summary>FAIL 3: try later.</summary>
    public sealed record Busy : ClientHandshakeResult;

    /// <summary>
    /// The server did not prove that it knows the password for this name and shows this certificate: a wrong password, an unknown
    /// name, or somebody in the middle. Close without sending anything.
    /// </summary>
    public sealed record WrongServer : ClientHandshakeResult;

    /// <summary>The server broke the protocol, or asked for what this client refuses. Close without sending anything.</summary>
    /// <param name="Text">The offence in plain English.</param>
    public sealed record ProtocolViolation(string Text) : ClientHandshakeResult;
}
