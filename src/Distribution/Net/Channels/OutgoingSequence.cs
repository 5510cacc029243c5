using System.Buffers.Binary;

namespace Chan.Distribution.Net.Channels;

/// <summary>A long message that goes out in fragments, and what its sender has sent since: that has to wait for its end.</summary>
/// <param name="id">The number of the sequence on the wire; never 0.</param>
/// <param name="message">The message.</param>
/// <param name="fragmentSize">Bytes of a fragment.</param>
internal sealed class OutgoingSequence(ulong id, OutgoingMessage message, int fragmentSize)
{
    /// <summary>The control tuple has to be in the first fragment as a whole.</summary>
    private readonly int _first = Math.Max(fragmentSize, message.ControlLength);

    private int _position;

    /// <summary>Grows with each sequence of the connection.</summary>
    public ulong Id { get; } = id;

    public OutgoingMessage Message { get; } = message;

    /// <summary>Signals of the same sender that came later.</summary>
    public Queue<OutgoingMessage> Held { get; } = new();

    public bool IsFirst => _position == 0;

    /// <summary>Whether all of it has been given out.</summary>
    public bool IsComplete => _position == Message.Length;

    /// <summary>The length of the next fragment.</summary>
    public int NextLength => Math.Min(Message.Length - _position, IsFirst ? _first : fragmentSize);

    /// <summary>The number of the next fragment: they count down to 1.</summary>
    public ulong NextNumber
    {
        get
        {
            int rest = Message.Length - _position - NextLength;
            return 1 + (ulong)((rest + (long)fragmentSize - 1) / fragmentSize);
        }
    }

    /// <summary>Where the next fragment begins in the array of the message.</summary>
    public int NextStart => Message.Start + _position;

    /// <summary>Writes 131, the tag, the number of the sequence and of the next fragment.</summary>
    public void WriteHead(Span<byte> head)
    {
        head[0] = PacketTag.Version;
        head[1] = IsFirst ? PacketTag.FirstFragment : PacketTag.Fragment;
        BinaryPrimitives.WriteUInt64BigEndian(head[2..], Id);
        BinaryPrimitives.WriteUInt64BigEndian(head[10..], NextNumber);
    }

    /// <summary>The next fragment has been given out.</summary>
    public void Advance() => _position += NextLength;
}
