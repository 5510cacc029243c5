using System.Buffers;
using Chan.Terms;

namespace Chan.Distribution.Net.Channels;

/// <summary>An encoded message that waits for its turn: a long one that is cut, or one behind it of the same sender.</summary>
internal sealed class OutgoingMessage
{
    private readonly bool _isPooled;

    /// <summary>Takes the message out of the buffer. A long one keeps its array and the room in front; a short one gets an array of its size.</summary>
    /// <param name="buffer">The message.</param>
    /// <param name="isLong">Whether it is to be written where it is.</param>
    /// <param name="controlLength">How much of it is the control tuple.</param>
    /// <param name="atoms">The atoms that it refers to; copied.</param>
    /// <param name="sender">Whose signal it is: see <see cref="OutputQueue.Append"/>.</param>
    public OutgoingMessage(MessageBuffer buffer, bool isLong, int controlLength, ReadOnlySpan<ErlAtom> atoms, ErlTerm? sender)
    {
        Length = buffer.Length;
        ControlLength = controlLength;
        Atoms = atoms.ToArray();
        Sender = sender;
        _isPooled = isLong;
        Start = isLong ? MessageBuffer.Headroom : 0;
        Array = isLong ? buffer.Detach() : buffer.Bytes.ToArray();
    }

    /// <summary>Grows with each such message of the connection.</summary>
    public required ulong Number { get; init; }

    public byte[] Array { get; }

    /// <summary>Where the message begins: what is in front may be used for its header.</summary>
    public int Start { get; }

    public int Length { get; }

    public int ControlLength { get; }

    public bool HasPayload => ControlLength < Length;

    public ErlAtom[] Atoms { get; }

    public ErlTerm? Sender { get; }

    public ReadOnlySpan<byte> Bytes => Array.AsSpan(Start, Length);

    /// <summary>Gives the array back to the pool.</summary>
    public void Free()
    {
        if (_isPooled)
        {
            ArrayPool<byte>.Shared.Return(Array);
        }
    }
}
