namespace Chan.Terms;

/// <summary>A bit string whose length is not a whole number of bytes; whole bytes are an <see cref="ErlBinary"/>.</summary>
public sealed class ErlBitString : ErlTerm
{
    private readonly byte[] _bytes;

    private ErlBitString(byte[] bytes, int lastBits)
    {
        _bytes = bytes;
        LastBits = lastBits;
    }

    /// <summary>The bytes; in the last one only the <see cref="LastBits"/> highest bits count, the others are zero.</summary>
    public ReadOnlySpan<byte> Span => _bytes;

    /// <summary>The used bits of the last byte, 1 to 7, counted from the highest bit.</summary>
    public int LastBits { get; }

    /// <summary>The length in bits.</summary>
    public long BitCount => ((_bytes.Length - 1) * 8L) + LastBits;

    internal override TermKind Kind => TermKind.BitString;

    internal ReadOnlyMemory<byte> Memory => _bytes;

    /// <summary>Makes a bit string, or a binary if the length is a whole number of bytes.</summary>
    /// <param name="bytes">The bytes, copied; unused bits of the last one are ignored.</param>
    /// <param name="lastBits">The used bits of the last byte, 1 to 8; 0 is allowed with no bytes.</param>
    /// <returns>An <see cref="ErlBitString"/>, or an <see cref="ErlBinary"/> when <paramref name="lastBits"/> is 8 or there are no bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lastBits"/> is out of range.</exception>
    public static ErlTerm Create(ReadOnlySpan<byte> bytes, int lastBits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lastBits, 8);
        ArgumentOutOfRangeException.ThrowIfLessThan(lastBits, bytes.IsEmpty ? 0 : 1);
        if (bytes.IsEmpty || lastBits == 8)
        {
            return ErlBinary.Copy(bytes);
        }

        byte[] copy = bytes.ToArray();
        copy[^1] &= (byte)(0xFF << (8 - lastBits));
        return new ErlBitString(copy, lastBits);
    }
}
