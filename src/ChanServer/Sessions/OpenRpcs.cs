using Chan.Terms;

namespace Chan.Server.Sessions;

/// <summary>The requests of one session that have no answer yet, and the way of its messages to the service. Thread-safe: the reader adds, the middle man takes.</summary>
internal abstract class OpenRpcs
{
    /// <summary>Requests that may be open at a time. Our own number; it bounds the memory of a session.</summary>
    public const int Limit = 65_536;

    /// <summary>Whether no request waits for an answer.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>Messages that wait for their turn instead of lying in the service's mailbox.</summary>
    public virtual int Held => 0;

    /// <summary>Whether a request of that id waits for its answer.</summary>
    public abstract bool Contains(uint id);

    /// <summary>Opens a request whose id is not in use, and sees to it that the service gets it.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="message">What the service is sent.</param>
    /// <returns><see langword="false"/> if <see cref="Limit"/> is reached.</returns>
    public abstract bool TryOpen(uint id, ErlTerm message);

    /// <summary>Sees to it that the service gets a message without an answer, behind everything before it.</summary>
    public abstract void Cast(ErlTerm message);

    /// <summary>Whose answer a term without an id is.</summary>
    /// <param name="id">The request, where the result is <see cref="AnswerTarget.Rpc"/>.</param>
    public abstract AnswerTarget TakeAnswer(out uint id);

    /// <summary>Closes a request that the service answers by its id.</summary>
    /// <returns><see langword="false"/> if it is not open.</returns>
    public abstract bool TryAnswer(uint id);

    /// <summary>Closes a request that the client gives up.</summary>
    /// <returns><see langword="false"/> if it is not open.</returns>
    public abstract bool TryCancel(uint id);

    /// <summary>Waits until fewer than so many messages are held.</summary>
    public virtual ValueTask WaitForRoomAsync(int limit, CancellationToken cancellationToken) => default;

    /// <summary>The session is over: what is held goes to the service now, and no answer is matched any more.</summary>
    public virtual void LetGo()
    {
    }
}
