using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Chan.Terms.External;

/// <summary>Writes a term: by recursion down to a fixed level, which is where most terms end, and with a stack of its own from there.</summary>
internal static partial class TermBody
{
    /// <summary>Recursion costs less than the stack of frames; this much of it fits any thread.</summary>
    private const int RecursiveLevels = 32;

    public static void Write(ref TermWriter writer, ErlTerm root) => WriteTerm(ref writer, root, RecursiveLevels);

    public static byte[] EncodeBinary(ErlBinary binary)
    {
        const int Head = 6;
        byte[] bytes = GC.AllocateUninitializedArray<byte>(Head + binary.Count);
        bytes[0] = TermTag.Version;
        bytes[1] = TermTag.Binary;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(2), (uint)binary.Count);
        binary.Span.CopyTo(bytes.AsSpan(Head));
        return bytes;
    }

    private static void WriteChildren(ref TermWriter writer, ReadOnlySpan<ErlTerm> children, int levels)
    {
        for (int next = 0; next < children.Length; next++)
        {
            ErlTerm child = children[next];
            // Types that can be told by one comparison come first, the commonest before the others.
            if (child.GetType() == typeof(ErlInteger))
            {
                if (next + 1 < children.Length && children[next + 1].GetType() == typeof(ErlInteger))
                {
                    next += WriteIntegers(ref writer, children[next..]) - 1;
                }
                else
                {
                    WriteSmallInteger(ref writer, Unsafe.As<ErlInteger>(child).Small);
                }
            }
            else if (child is ErlAtom atom)
            {
                WriteAtom(ref writer, atom);
            }
            else if (child is ErlBinary binary)
            {
                WriteBinary(ref writer, binary);
            }
            else
            {
                WriteTerm(ref writer, child, levels);
            }
        }
    }

    private static void WriteTerm(ref TermWriter writer, ErlTerm term, int levels)
    {
        if (levels == 0)
        {
            WriteDeep(ref writer, term);
            return;
        }

        switch (term)
        {
            case ErlMap map:
                writer.WriteTagged(TermTag.Map, (uint)map.Count);
                WriteChildren(ref writer, map.Pairs, levels - 1);
                break;
            case ErlList list:
                WriteList(ref writer, list, levels);
                break;
            case ErlFloat number:
                WriteFloat(ref writer, number);
                break;
            case ErlTuple tuple:
                ReadOnlySpan<ErlTerm> elements = tuple.Span;
                WriteTupleHead(ref writer, elements.Length);
                WriteChildren(ref writer, elements, levels - 1);
                break;
            default:
                WriteDeep(ref writer, term);
                break;
        }
    }

    private static void WriteList(ref TermWriter writer, ErlList list, int levels)
    {
        if (TryWriteShortForm(ref writer, list))
        {
            return;
        }

        writer.WriteTagged(TermTag.List, (uint)list.Count);
        if (list.IsCompact)
        {
            WriteCompactElements(ref writer, list);
        }
        else
        {
            WriteChildren(ref writer, list.Elements, levels - 1);
        }

        if (list.IsProper)
        {
            writer.WriteByte(TermTag.Nil);
        }
        else
        {
            WriteTerm(ref writer, list.Tail, levels - 1);
        }
    }

    private static void WriteTupleHead(ref TermWriter writer, int arity)
    {
        if (arity > byte.MaxValue)
        {
            writer.WriteTagged(TermTag.LargeTuple, (uint)arity);
            return;
        }

        Span<byte> span = writer.GetSpan(2);
        span[1] = (byte)arity;
        span[0] = TermTag.SmallTuple;
        writer.Advance(2);
    }

    /// <summary>Writes an empty list as 106 and a list of bytes as a string.</summary>
    private static bool TryWriteShortForm(ref TermWriter writer, ErlList list)
    {
        if (list.Count > 0)
        {
            return TryWriteString(ref writer, list);
        }

        writer.WriteByte(TermTag.Nil);
        return true;
    }
}
