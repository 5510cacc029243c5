using Chan.Distribution.Processes.Mailboxes;
using Chan.Distribution.Processes.Scheduling;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>
/// The mailbox. Senders push on <see cref="_inbox"/>, a stack that the owner takes whole and turns round; the owner reads from
/// <see cref="_unread"/>, and keeps in <see cref="_saved"/> what a selective receive has passed over. So senders share one word
/// with the owner, and a push also tells whether the process must be woken.
/// </content>
public sealed partial class ProcessContext
{
    private MessageNode? _inbox;
    private MessageNode? _unread;
    private SaveQueue? _saved;
    private int _unreadCount;

    /// <summary>Messages received and not read yet. A moment's value when another thread asks.</summary>
    internal int MailboxLength => (Volatile.Read(ref _inbox)?.Depth ?? 0) + Volatile.Read(ref _unreadCount) + (Volatile.Read(ref _saved)?.Count ?? 0);

    internal bool IsWaiting => ReferenceEquals(Volatile.Read(ref _inbox), MessageNode.Parked);

    /// <summary>Delivers a message; drops it when the process is dead. Any thread.</summary>
    internal void Deliver(ErlTerm? message)
    {
        var node = new MessageNode(message);
        MessageNode? head = Volatile.Read(ref _inbox);
        while (true)
        {
            if (head is null || ReferenceEquals(head, MessageNode.Parked))
            {
                node.Next = null;
                node.Depth = 1;
            }
            else if (ReferenceEquals(head, MessageNode.Closed))
            {
                return;
            }
            else
            {
                node.Next = head;
                node.Depth = head.Depth + 1;
            }

            MessageNode? seen = Interlocked.CompareExchange(ref _inbox, node, head);
            if (ReferenceEquals(seen, head))
            {
                break;
            }

            head = seen;
        }

        if (ReferenceEquals(head, MessageNode.Parked))
        {
            Scheduler.Enqueue(this);
        }
    }

    /// <summary>Moves what has arrived to the unread list, when that is empty. False when there is nothing.</summary>
    private bool TryFillUnread()
    {
        if (_unread is not null)
        {
            return true;
        }

        if (Volatile.Read(ref _inbox) is not { Depth: > 0 })
        {
            return false;
        }

        MessageNode? taken = Interlocked.Exchange(ref _inbox, null);
        if (ReferenceEquals(taken, MessageNode.Closed))
        {
            // Ended between the look and the exchange: the mark must stay, or senders would fill a dead mailbox.
            Volatile.Write(ref _inbox, MessageNode.Closed);
            return false;
        }

        MessageNode? turned = null;
        _unreadCount = taken!.Depth;
        while (taken is not null)
        {
            MessageNode? before = taken.Next;
            taken.Next = turned;
            turned = taken;
            taken = before;
        }

        _unread = turned;
        return true;
    }

    private ErlTerm? TakeUnread()
    {
        MessageNode node = _unread!;
        _unread = node.Next;
        _unreadCount--;
        if (_isWatchedForLength)
        {
            TellWaits();
        }

        return node.Message;
    }
}
