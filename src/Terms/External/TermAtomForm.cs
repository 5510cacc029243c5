using System.Buffers.Binary;

namespace Chan.Terms.External;

/// <summary>The encoded form of an atom: 119, length in 8 bits, name; or 118, length in 16 bits, name, from 256 bytes on.</summary>
internal static class TermAtomForm
{
    /// <summary>Forms lie in arrays of this length or more, so that most can be copied as one vector.</summary>
    public const int ShortestArray = 16;

    private const int ShortHead = 2;
    private const int LongHead = 3;

    public static byte[] Encode(ReadOnlySpan<byte> utf8, out int length)
    {
        bool isShort = utf8.Length <= byte.MaxValue;
        length = (isShort ? ShortHead : LongHead) + utf8.Length;
        byte[] form = new byte[Math.Max(length, ShortestArray)];
        if (isShort)
        {
            form[0] = TermTag.SmallAtomUtf8;
            form[1] = (byte)utf8.Length;
        }
        else
        {
            form[0] = TermTag.AtomUtf8;
            BinaryPrimitives.WriteUInt16BigEndian(form.AsSpan(1), (ushort)utf8.Length);
        }

        utf8.CopyTo(form.AsSpan(length - utf8.Length));
        return form;
    }
}
