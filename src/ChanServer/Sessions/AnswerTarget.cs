namespace Chan.Server.Sessions;

/// <summary>Whose answer a term of the service is.</summary>
internal enum AnswerTarget
{
    /// <summary>That of an open request.</summary>
    Rpc,

    /// <summary>That of a request which was cancelled, or of a session that is over: nobody wants it.</summary>
    Cancelled,

    /// <summary>Nobody asked: a push.</summary>
    Push,
}
