using Chan.Distribution.Net.Control;
using Chan.Terms;

namespace Chan.Distribution.Net.Channels;

/// <summary>Puts the messages together that the peer sends in fragments, within bounds.</summary>
internal sealed class FragmentAssembler(int maxSequences, int maxBytes)
{
    private readonly Dictionary<ulong, OpenSequence> _open = [];
    private long _bytes;
    private int _count;

    /// <summary>Messages begun and not ended. Any thread.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Begins a message of at least two fragments.</summary>
    /// <param name="sequence">Its number.</param>
    /// <param name="fragments">How many fragments it has, this one included.</param>
    /// <param name="atoms">The atoms of the header; copied.</param>
    /// <param name="first">What follows the header.</param>
    /// <exception cref="ProtocolViolationException">The number is in use, or there is too much unfinished.</exception>
    public void Begin(ulong sequence, ulong fragments, ReadOnlySpan<ErlAtom> atoms, in ReceivedPacket first)
    {
        if (_open.Count >= maxSequences)
        {
            throw new ProtocolViolationException($"More than {maxSequences} messages have begun and not ended.");
        }

        // Each fragment has a byte at least, so a count beyond the limit of bytes can never end well.
        if (fragments == 0 || fragments > (ulong)maxBytes)
        {
            throw new ProtocolViolationException($"A message cannot have {fragments} fragments.");
        }

        Charge(first.Bytes.Length);
        var opened = new OpenSequence(atoms.ToArray(), fragments);
        if (!_open.TryAdd(sequence, opened))
        {
            throw new ProtocolViolationException("A message begins with the sequence number of one that has not ended.");
        }

        Volatile.Write(ref _count, _open.Count);
        opened.Add(first);
    }

    /// <summary>Adds a fragment.</summary>
    /// <returns>The message when this was its last fragment; otherwise null.</returns>
    /// <exception cref="ProtocolViolationException">It is not the next one of a message that has begun, or there is too much unfinished.</exception>
    public OpenSequence? Add(ulong sequence, ulong fragment, in ReceivedPacket part)
    {
        if (!_open.TryGetValue(sequence, out OpenSequence? open) || open.Next != fragment)
        {
            throw new ProtocolViolationException("A fragment is out of order, or of a message that has not begun.");
        }

        Charge(part.Bytes.Length);
        open.Add(part);
        if (open.Next > 0)
        {
            return null;
        }

        _open.Remove(sequence);
        _bytes -= open.Length;
        Volatile.Write(ref _count, _open.Count);
        return open;
    }

    private void Charge(int bytes)
    {
        _bytes += bytes;
        if (_bytes > maxBytes)
        {
            throw new ProtocolViolationException($"The unfinished messages have more than {maxBytes} bytes.");
        }
    }
}
