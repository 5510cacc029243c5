using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Chan.Terms.Structure;

namespace Chan.Terms.External;

/// <content>Terms without children.</content>
internal static partial class TermBody
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteBinary(ref TermWriter writer, ErlBinary binary)
    {
        if (binary.Count < TermWriter.LargeBlock)
        {
            writer.WriteBlock(TermTag.Binary, binary.Span);
        }
        else
        {
            writer.WriteLargeBlock(TermTag.Binary, binary.Memory);
        }
    }

    private static void WriteFloat(ref TermWriter writer, ErlFloat number)
    {
        Span<byte> span = writer.GetSpan(1 + sizeof(double));
        span[0] = TermTag.NewFloat;
        BinaryPrimitives.WriteDoubleBigEndian(span[1..], number.Value);
        writer.Advance(1 + sizeof(double));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteAtom(ref TermWriter writer, ErlAtom atom)
    {
        if (writer.HasPlainAtoms || !TryWriteOtherForm(ref writer, atom))
        {
            writer.WritePadded(atom.PaddedEncoding, atom.EncodedLength);
        }
    }

    /// <summary>Writes a reference to the header of the message, or the Latin-1 form, where that is asked for and possible.</summary>
    private static bool TryWriteOtherForm(ref TermWriter writer, ErlAtom atom)
    {
        if (writer.Context is { } context)
        {
            int index = context.ReferenceTo(atom);
            if ((uint)index > TermEncodingContext.MaxReference)
            {
                return false;
            }

            writer.WriteByte(TermTag.AtomCacheRef);
            writer.WriteByte((byte)index);
            return true;
        }

        if (!writer.PrefersLatin1 || atom.Name.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF'))
        {
            return false;
        }

        WriteLatin1Atom(ref writer, atom.Name);
        return true;
    }

    /// <summary>100, length in 16 bits, one byte per character.</summary>
    private static void WriteLatin1Atom(ref TermWriter writer, string name)
    {
        Span<byte> span = writer.GetSpan(3 + name.Length);
        span[0] = TermTag.Atom;
        BinaryPrimitives.WriteUInt16BigEndian(span[1..], (ushort)name.Length);
        writer.Advance(3 + Encoding.Latin1.GetBytes(name, span[3..]));
    }

    /// <summary>A proper list of up to 65,535 bytes: 107, length in 16 bits, the bytes.</summary>
    private static bool TryWriteString(ref TermWriter writer, ErlList list)
    {
        if (list.Count > ushort.MaxValue || !IsByteList(list))
        {
            return false;
        }

        Span<byte> span = writer.GetSpan(3 + list.Count);
        span[0] = TermTag.String;
        BinaryPrimitives.WriteUInt16BigEndian(span[1..], (ushort)list.Count);
        if (list.IsBytes)
        {
            list.Bytes.CopyTo(span[3..]);
        }
        else
        {
            for (int i = 0; i < list.Count; i++)
            {
                list.TryGetInt64(i, out long element);
                span[3 + i] = (byte)element;
            }
        }

        writer.Advance(3 + list.Count);
        return true;
    }

    private static bool IsByteList(ErlList list)
    {
        if (list.IsCompact || !list.IsProper)
        {
            return list.IsBytes || (list.IsIntegers && !list.Integers.ContainsAnyExceptInRange(0, byte.MaxValue));
        }

        foreach (ErlTerm element in list.Elements)
        {
            if (element is not ErlInteger integer || (ulong)integer.Small > byte.MaxValue)
            {
                return false;
            }
        }

        return true;
    }

    private static void WriteRare(ref TermWriter writer, ref FrameStack<Frame> frames, ErlTerm term)
    {
        switch (term)
        {
            case ErlBitString bits:
                writer.WriteTagged(TermTag.BitBinary, (uint)bits.Span.Length);
                writer.WriteByte((byte)bits.LastBits);
                writer.WriteBytes(bits.Span);
                break;
            case ErlPid pid:
                WritePid(ref writer, pid);
                break;
            case ErlPort port:
                WritePort(ref writer, port);
                break;
            case ErlReference reference:
                WriteReference(ref writer, reference);
                break;
            case ErlFun fun:
                OpenFun(ref writer, ref frames, fun);
                break;
        }
    }
}
