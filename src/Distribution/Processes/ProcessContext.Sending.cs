using Chan.Distribution.Processes.Scheduling;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Sending.</content>
public sealed partial class ProcessContext
{
    /// <summary>After so many sends in one slice, the processes woken so far are offered to other threads.</summary>
    private const int SendsBeforeOffer = 32;

    private int _sends;

    /// <summary>A reference that is made once only. A receive on it skips the messages that are here already.</summary>
    public ErlReference MakeReference()
    {
        ThrowIfDead();
        ErlReference reference = Node.MakeReference();
        Mark(reference);
        return reference;
    }

    /// <summary>Sends a message. Never fails for a destination that is gone: the message is dropped, as in Erlang.</summary>
    /// <remarks>
    /// When the connection to another node is busy the message is taken nevertheless, and this process waits for room at its next wait
    /// on the context, as Erlang's senders are suspended; <see cref="SendAsync"/> is such a wait.
    /// </remarks>
    /// <param name="destination">A pid, a registered name, <c>{Name, Node}</c>, or a reference that is an alias.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentException">The destination is none of these, or an unregistered name.</exception>
    /// <exception cref="TermException">Error <c>system_limit</c>: the process did not wait, and more waits for the connection than may.</exception>
    public void Send(ErlTerm destination, ErlTerm message)
    {
        ThrowIfDead();
        ArgumentNullException.ThrowIfNull(message);
        if (Node.Send(this, destination, message) is { } busy)
        {
            NoteBusy(busy);
        }

        if (++_sends % SendsBeforeOffer == 0)
        {
            Worker.Active?.HandOver();
        }
    }

    /// <summary>Sends a message, and waits while the connection to the node of the destination is busy.</summary>
    /// <param name="destination">As for <see cref="Send"/>.</param>
    /// <param name="message">The message. It is on its way when this returns; the task says when the next one is welcome.</param>
    /// <returns>Complete at once for destinations on this node.</returns>
    /// <exception cref="ArgumentException">The destination is none of those, or an unregistered name.</exception>
    public ValueTask SendAsync(ErlTerm destination, ErlTerm message)
    {
        Send(destination, message);
        return _busy is null ? ValueTask.CompletedTask : WaitForRoom();
    }
}
