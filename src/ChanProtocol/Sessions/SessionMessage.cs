using Chan.Protocol.Framing;
using Chan.Terms;

namespace Chan.Protocol.Sessions;

/// <summary>A frame of a session, read or to be written. Which of the fields mean something depends on the type.</summary>
/// <remarks>Bodies: native protocol, section 2. A value: reading one allocates nothing but its term.</remarks>
/// <param name="Type">0x10 to 0x1A.</param>
/// <param name="Id">The rpc's number in RPC, REPLY, ERROR (0: about the session) and CANCEL.</param>
/// <param name="Token">In PING and PONG.</param>
/// <param name="Term">In START, CAST, RPC, REPLY, ERROR, SEND and CLOSE.</param>
public readonly record struct SessionMessage(FrameType Type, uint Id, ulong Token, ErlTerm? Term)
{
    /// <summary>The service runs.</summary>
    public static SessionMessage Started => new(FrameType.Started, 0, 0, null);

    /// <summary>Asks for the service, with its argument.</summary>
    public static SessionMessage Start(ErlTerm argument) => new(FrameType.Start, 0, 0, argument);

    /// <summary>A term without an answer.</summary>
    public static SessionMessage Cast(ErlTerm term) => new(FrameType.Cast, 0, 0, term);

    /// <summary>A numbered request.</summary>
    public static SessionMessage Rpc(uint id, ErlTerm request) => new(FrameType.Rpc, id, 0, request);

    /// <summary>The answer to a request.</summary>
    public static SessionMessage Reply(uint id, ErlTerm answer) => new(FrameType.Reply, id, 0, answer);

    /// <summary>A request failed.</summary>
    /// <param name="id">The request's number; 0 for an error of the session.</param>
    /// <param name="error">What failed.</param>
    public static SessionMessage Error(uint id, ChanError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new(FrameType.Error, id, 0, error.ToTerm());
    }

    /// <summary>A push.</summary>
    public static SessionMessage Send(ErlTerm term) => new(FrameType.Send, 0, 0, term);

    /// <summary>The answer to a request is no longer wanted.</summary>
    public static SessionMessage Cancel(uint id) => new(FrameType.Cancel, id, 0, null);

    /// <summary>Asks for the token back.</summary>
    public static SessionMessage Ping(ulong token) => new(FrameType.Ping, 0, token, null);

    /// <summary>Gives the token back.</summary>
    public static SessionMessage Pong(ulong token) => new(FrameType.Pong, 0, token, null);

    /// <summary>Ends the session.</summary>
    /// <param name="reason"><c>normal</c>, or an error term.</param>
    public static SessionMessage Close(ErlTerm reason) => new(FrameType.Close, 0, 0, reason);
}
