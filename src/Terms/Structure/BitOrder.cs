namespace Chan.Terms.Structure;

/// <summary>The order of bit strings of any length: bit by bit from the front; a prefix comes before what it begins.</summary>
internal static class BitOrder
{
    public static int Compare(ErlTerm left, ErlTerm right)
    {
        (ReadOnlyMemory<byte> a, long aBits) = Bits(left);
        (ReadOnlyMemory<byte> b, long bBits) = Bits(right);
        long common = Math.Min(aBits, bBits);
        int whole = (int)(common / 8);
        int order = a.Span[..whole].SequenceCompareTo(b.Span[..whole]);
        int rest = (int)(common % 8);
        if (order == 0 && rest > 0)
        {
            int shift = 8 - rest;
            order = (a.Span[whole] >> shift).CompareTo(b.Span[whole] >> shift);
        }

        return order != 0 ? order : aBits.CompareTo(bBits);
    }

    private static (ReadOnlyMemory<byte> Bytes, long Count) Bits(ErlTerm term) => term switch
    {
        ErlBinary binary => (binary.Memory, 8L * binary.Count),
        ErlBitString bits => (bits.Memory, bits.BitCount),
        _ => throw new InvalidOperationException($"The order of {term.Kind} is not defined."),
    };
}
