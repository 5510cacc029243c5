using System.Buffers;
using Chan.Terms;

namespace Chan.Distribution.Net.Channels;

/// <summary>An encoded message that waits for its turn: a long one that is cut, or one behind it of the same sender.</summary>
/// <param name="array">From the shared pool; the message begins at <see cref="MessageBuffer.Headroom"/>.</param>
/// <param name="length">The length of the message.</param>
/// <param name="controlLength">How much of it is the control tuple.</param>
/// <param name="atoms">The atoms that it refers to.</param>
/// <param name="sender">Whose signal it is: see <see cref="OutputQueue.Append"/>.</param>
internal sealed class OutgoingMessage(byte[] array, int length, int controlLength, ErlAtom[] atoms, ErlTerm? sender)
{
    /// <summary>Grows with each such message of the connection.</summary>
    public ulong Number { get; init; }

    public byte[] Array { get; } = array;

    public int Length { get; } = length;

    public int ControlLength { get; } = controlLength;

    public bool HasPayload => ControlLength < Length;

    public ErlAtom[] Atoms { get; } = atoms;

    public ErlTerm? Sender { get; } = sender;

    public ReadOnlySpan<byte> Bytes => Array.AsSpan(MessageBuffer.Headroom, Length);

    /// <summary>Gives the array back to the pool.</summary>
    public void Free() => ArrayPool<byte>.Shared.Return(Array);
}
