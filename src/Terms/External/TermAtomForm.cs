using System.Buffers.Binary;

namespace Chan.Terms.External;

/// <summary>The encoded form of an atom: 119, length in 8 bits, name; or 118, length in 16 bits, name, from 256 bytes on.</summary>
internal static class TermAtomForm
{
    private const int ShortHead = 2;
    private const int LongHead = 3;

    public static byte[] Encode(ReadOnlySpan<byte> utf8)
    {
        bool isShort = utf8.Length <= byte.MaxValue;
        byte[] form = new byte[(isShort ? ShortHead : LongHead) + utf8.Length];
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

        utf8.CopyTo(form.AsSpan(form.Length - utf8.Length));
        return form;
    }

    /// <summary>How many bytes stand before the name.</summary>
    public static int HeadLength(byte[] form) => form[0] == TermTag.SmallAtomUtf8 ? ShortHead : LongHead;
}
