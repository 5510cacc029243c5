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

    internal void Send(ProcessContext? from, ErlTerm destination, ErlTerm message)
    {
        switch (destination)
        {
            case ErlPid pid when IsLocal(pid):
                Table.Find(pid.Id, pid.Serial)?.Deliver(message);
                break;
            case ErlAtom name:
                (FindName(name) ?? throw NoSuchName(name)).Deliver(message);
                break;
            case ErlPid pid:
                if (pid.Node != Name)
                {
                    _remote.Send(from?.Self ?? HostPid, pid, message);
                }

                break;
            case ErlReference reference:
                SendToAlias(from, reference, message);
                break;
            case ErlTuple and [ErlAtom name, ErlAtom node]:
                if (node == Name)
                {
                    FindName(name)?.Deliver(message);
                }
                else
                {
                    _remote.Send(from?.Self ?? HostPid, destination, message);
                }

                break;
            case null:
                throw new ArgumentNullException(nameof(destination));
            default:
                throw new ArgumentException("A destination is a pid, a registered name, {Name, Node} or an alias.", nameof(destination));
        }
    }

    private static ArgumentException NoSuchName(ErlAtom name) => new($"No process is registered as {name}.", nameof(name));

    private void SendToAlias(ProcessContext? from, ErlReference reference, ErlTerm message)
    {
        if (reference.Node != Name)
        {
            _remote.Send(from?.Self ?? HostPid, reference, message);
            return;
        }

        ReadOnlySpan<uint> words = reference.Words;
        if (words.Length == ErlReference.MaxWords && reference.Creation == Creation)
        {
            Table.Find(words[3], words[4])?.DeliverToAlias(reference, message);
        }
    }
}
