using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Sending messages.</content>
public sealed partial class Node
{
    /// <summary>Sends a message. Never fails for a destination that is gone: the message is dropped, as in Erlang.</summary>
    /// <param name="destination">A pid, a registered name, <c>{Name, Node}</c>, or a reference that is an alias.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentException">The destination is none of these, or an unregistered name (as in Erlang, <c>badarg</c>).</exception>
    public void Send(ErlTerm destination, ErlTerm message)
    {
        ArgumentNullException.ThrowIfNull(message);
        Send(null, destination, message);
    }

    /// <summary>Sends a message, and waits while the connection to the node of the destination is busy.</summary>
    /// <param name="destination">A pid, a registered name, <c>{Name, Node}</c>, or a reference that is an alias.</param>
    /// <param name="message">The message. It is on its way when this returns; the task says when the next one is welcome.</param>
    /// <param name="cancellationToken">Gives up waiting; the message goes nevertheless.</param>
    /// <exception cref="ArgumentException">The destination is none of these, or an unregistered name.</exception>
    /// <exception cref="TermException">Error <c>system_limit</c>: more waits for the connection than may.</exception>
    public ValueTask SendAsync(ErlTerm destination, ErlTerm message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Send(null, destination, message) is { } busy ? new ValueTask(busy.WaitAsync(cancellationToken)) : ValueTask.CompletedTask;
    }

    /// <summary>Sends an exit signal in the name of the host: <c>exit/2</c>.</summary>
    /// <param name="target">Any process; nothing happens when it is gone.</param>
    /// <param name="reason"><c>kill</c> cannot be trapped; <c>normal</c> ends nobody.</param>
    public void Exit(ErlPid target, ErlTerm reason)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(reason);
        SendExit(HostPid, target, reason);
    }

    /// <summary>
    /// Makes this thread collect the processes that it wakes; they run on this thread when the batch is disposed. For loops that read
    /// many messages: one wake-up for many messages, and no change of thread.
    /// </summary>
    /// <returns>To be disposed on this thread, before any <c>await</c>.</returns>
#pragma warning disable CA1822 // A batch belongs to the node in the eyes of its users.
    public SendBatch BeginBatch() => SendBatch.Begin();
#pragma warning restore CA1822

    /// <summary>Sends a message. What it returns is not null when another node is busy: completes when there is room again.</summary>
    internal Task? Send(ProcessContext? from, ErlTerm destination, ErlTerm message)
    {
        switch (destination)
        {
            case ErlPid pid when IsLocal(pid):
                Table.Find(pid.Id, pid.Serial)?.Deliver(message);
                return null;
            case ErlAtom name:
                (FindName(name) ?? throw NoSuchName(name)).Deliver(message);
                return null;
            case ErlPid pid:
                return pid.Node == Name ? null : SendToRemote(from, pid, message);
            case ErlReference reference:
                return SendToAlias(from, reference, message);
            case ErlTuple and [ErlAtom name, ErlAtom node]:
                if (node != Name)
                {
                    return SendToRemote(from, destination, message);
                }

                FindName(name)?.Deliver(message);
                return null;
            case null:
                throw new ArgumentNullException(nameof(destination));
            default:
                throw new ArgumentException("A destination is a pid, a registered name, {Name, Node} or an alias.", nameof(destination));
        }
    }

    private static ArgumentException NoSuchName(ErlAtom name) => new($"No process is registered as {name}.", nameof(name));

    private Task? SendToRemote(ProcessContext? from, ErlTerm destination, ErlTerm message)
    {
        ValueTask room = _remote.Send(from?.Self ?? HostPid, destination, message);
        if (!room.IsCompleted)
        {
            return room.AsTask();
        }

        room.GetAwaiter().GetResult();
        return null;
    }

    private Task? SendToAlias(ProcessContext? from, ErlReference reference, ErlTerm message)
    {
        if (!IsOwnIdentity(reference.Node, reference.Creation))
        {
            return reference.Node == Name ? null : SendToRemote(from, reference, message);
        }

        DeliverToAlias(reference, message);
        return null;
    }

    private void DeliverToAlias(ErlReference reference, ErlTerm message)
    {
        ReadOnlySpan<uint> words = reference.Words;
        if (words.Length == ErlReference.MaxWords)
        {
            Table.Find(words[3], words[4])?.DeliverToAlias(reference, message);
        }
    }
}
