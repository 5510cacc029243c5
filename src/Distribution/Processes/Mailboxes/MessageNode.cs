using Chan.Terms;

namespace Chan.Distribution.Processes.Mailboxes;

/// <summary>One message on its way into a mailbox; also the two marks that say what an empty inbox means.</summary>
internal sealed class MessageNode(ErlTerm? message)
{
    /// <summary>The inbox of a process that waits: whoever replaces this mark must make the process run.</summary>
    public static readonly MessageNode Parked = new(null);

    /// <summary>The inbox of a dead process: what is sent to it is dropped.</summary>
    public static readonly MessageNode Closed = new(null);

    /// <summary>The message; <see langword="null"/> for the note that a receive time-out is due.</summary>
    public readonly ErlTerm? Message = message;

    /// <summary>In the inbox the message before this one; in the receiver's own list the one after it.</summary>
    public MessageNode? Next;

    /// <summary>How many nodes the inbox holds up to this one: the length without a counter that all senders would fight for.</summary>
    public int Depth;
}
