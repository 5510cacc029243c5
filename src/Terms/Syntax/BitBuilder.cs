using System.Numerics;

namespace Chan.Terms.Syntax;

/// <summary>Puts bits of segments of any length one after the other.</summary>
internal sealed class BitBuilder
{
    /// <summary>Largest binary that a text may describe: a size in the text costs its writer nothing.</summary>
    public const int MaxBits = 8 * 1024 * 1024;

    private readonly List<byte> _bytes = [];
    private int _freeBits;

    public bool IsTooLong => 8L * _bytes.Count > MaxBits;

    public void AddBytes(ReadOnlySpan<byte> bytes)
    {
        if (_freeBits == 0)
        {
            _bytes.AddRange(bytes);
            return;
        }

        foreach (byte b in bytes)
        {
            AddBits(b, 8);
        }
    }

    /// <summary>The lowest <paramref name="size"/> bits of a number in two's complement.</summary>
    public void AddInteger(BigInteger value, int size, bool isLittleEndian)
    {
        var bytes = new byte[(size + 7) / 8];
        bytes.AsSpan().Fill((byte)(value.Sign < 0 ? 0xFF : 0));
        byte[] significant = value.ToByteArray();
        significant.AsSpan(0, Math.Min(significant.Length, bytes.Length)).CopyTo(bytes);

        // The lowest byte is first now. In big-endian order the highest one comes first and may be a part of a byte; in
        // little-endian order the part comes last.
        int part = size % 8;
        for (int i = 0; i < bytes.Length; i++)
        {
            int index = isLittleEndian ? i : bytes.Length - 1 - i;
            bool isHighest = index == bytes.Length - 1;
            AddBits(bytes[index], isHighest && part != 0 ? part : 8);
        }
    }

    public ErlTerm ToTerm() => ErlBitString.Create(_bytes.ToArray(), _bytes.Count == 0 ? 0 : 8 - _freeBits);

    private void AddBits(int value, int count)
    {
        value &= (1 << count) - 1;
        if (_freeBits >= count)
        {
            _freeBits -= count;
            _bytes[^1] |= (byte)(value << _freeBits);
            return;
        }

        int rest = count - _freeBits;
        if (_freeBits > 0)
        {
            _bytes[^1] |= (byte)(value >> rest);
        }

        _bytes.Add((byte)(value << (8 - rest)));
        _freeBits = 8 - rest;
    }
}
