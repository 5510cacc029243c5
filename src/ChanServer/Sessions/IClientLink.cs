using Chan.Protocol.Framing;
using Chan.Terms;

namespace Chan.Server.Sessions;

/// <summary>The client as its middle man sees it. Every member may be called from any thread, and does nothing once the session is over.</summary>
internal interface IClientLink
{
    /// <summary>Joins what is written until the batch is disposed of.</summary>
    FrameBatch BeginBatch();

    /// <summary>The controlling process runs; from now on the reader may deliver to it.</summary>
    void ServiceStarted(ErlPid service);

    /// <summary>The controlling process could not be started.</summary>
    void ServiceNotStarted(ErlTerm error);

    /// <summary><c>{send, Term}</c>: the answer of the oldest open request, or a push.</summary>
    void Send(ErlTerm term);

    /// <summary><c>{reply, Id, Term}</c>: the answer of that request; ignored if it is not open.</summary>
    void Reply(ErlTerm id, ErlTerm term);

    /// <summary><c>{push, Term}</c>: a push even while requests are open.</summary>
    void Push(ErlTerm term);

    /// <summary><c>close</c>: the service ends the session.</summary>
    void CloseByService();

    /// <summary>The controlling process ended.</summary>
    void ServiceExited(ErlTerm reason);

    /// <summary>The middle man has ended, and its controlling process with it.</summary>
    void MiddleManEnded();
}
