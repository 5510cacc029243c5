namespace Chan.Distribution.Net.Channels;

/// <summary>Bytes to be written at once.</summary>
/// <param name="Array">From the shared pool.</param>
/// <param name="Start">The first byte.</param>
/// <param name="Length">How many.</param>
/// <param name="Packets">Packets that end in it.</param>
/// <param name="Sequence">The message of which it is a fragment; its array is needed until the last one is written.</param>
internal readonly record struct Segment(byte[] Array, int Start, int Length, int Packets, OutgoingSequence? Sequence)
{
    public ReadOnlyMemory<byte> Bytes => Array.AsMemory(Start, Length);
}
