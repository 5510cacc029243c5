using Chan.Distribution.Net.Control;
using Chan.Distribution.Net.Handshake;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Net.Channels;

/// <content>Messages. All signals out: any thread, in the order of their sender, never blocking.</content>
internal sealed partial class Channel
{
    /// <summary>Sends a message to a process, a name or an alias of the peer.</summary>
    /// <param name="from">The sender.</param>
    /// <param name="destination">A pid, {Name, Node} or an alias reference.</param>
    /// <param name="message">The message.</param>
    /// <returns>Not complete while the connection is busy: completes when there is room, or when the connection is gone.</returns>
    /// <exception cref="TermException">
    /// Error <c>system_limit</c>: too much waits for the peer, or the message is longer than any may be. It is not taken.
    /// </exception>
    public ValueTask Send(ErlPid from, ErlTerm destination, ErlTerm message)
    {
        var control = new ControlMessage { From = from, To = destination, Payload = message };
        switch (destination)
        {
            case ErlPid:
                control.Operation = Has(DistributionFlags.SendSender) ? ControlOperation.SendSender : ControlOperation.Send;
                break;
            case ErlTuple and [ErlAtom name, _]:
                control.Operation = ControlOperation.RegSend;
                control.To = name;
                break;
            case ErlReference when Has(DistributionFlags.AltactSig):
                control.Operation = ControlOperation.AltactSigSend;
                control.Number = ErlInteger.Of((int)AltactFlags.Alias);
                break;
            case ErlReference when Has(DistributionFlags.Alias):
                control.Operation = ControlOperation.AliasSend;
                break;
            case ErlReference:
                // Such a peer has no aliases; as to one that is not active, nothing is sent.
                return default;
            default:
                throw new ArgumentException("A destination is a pid, {Name, Node} or an alias.", nameof(destination));
        }

        MessageEncoder encoder = MessageEncoder.Current;
        int controlLength = Encode(encoder, control);
        return _writer.AppendMessage(encoder.Buffer, controlLength, encoder.Atoms.Atoms, from);
    }

    /// <summary>
    /// Sends a message without which the two nodes would not agree any more: one that cannot be taken ends the connection, and their agreement
    /// with it.
    /// </summary>
    /// <param name="from">The sender.</param>
    /// <param name="destination">As for <see cref="Send"/>.</param>
    /// <param name="message">The message.</param>
    /// <returns>As of <see cref="Send"/>.</returns>
    public ValueTask SendOrEnd(ErlPid from, ErlTerm destination, ErlTerm message)
    {
        try
        {
            return Send(from, destination, message);
        }
        catch (TermException)
        {
            GiveUp("a message that must not be lost could not be queued: it is longer than any may be, or too much waits for a peer that does not read.");
            return default;
        }
    }

    private bool Has(DistributionFlags flag) => (_flags & flag) != 0;

    private int Encode(MessageEncoder encoder, in ControlMessage control)
    {
        encoder.Atoms.Begin(_node, _self, _selfCreation, _peer, Has(DistributionFlags.DistHdrAtomCache));
        int controlLength = encoder.Encode(control, _form == PacketForm.PassThrough);
        return encoder.Buffer.Length <= _options.MaxMessageSize ? controlLength : throw TermException.Error(ErlTerm.Atom("system_limit"));
    }

    /// <summary>Queues a signal that must not be lost.</summary>
    /// <param name="control">The signal.</param>
    /// <param name="sender">See <see cref="OutputQueue.Append"/>.</param>
    private void Signal(in ControlMessage control, ErlTerm? sender)
    {
        MessageEncoder encoder = MessageEncoder.Current;
        int controlLength;
        try
        {
            controlLength = Encode(encoder, control);
        }
        catch (TermException)
        {
            // Without it the two nodes would disagree on who is linked to whom.
            GiveUp("a signal that must not be lost is longer than any message may be.");
            return;
        }

        if (!_writer.Append(encoder.Buffer, controlLength, encoder.Atoms.Atoms, sender))
        {
            GiveUp("the peer does not read, and too many signals wait for it.");
        }
    }

    private void GiveUp(string what)
    {
        if (End(new ChannelEnd(ChannelEnd.ConnectionClosed, what)))
        {
            ChannelLog.Lost(_logger, _peer, what);
        }
    }
}
