using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chan.Terms.External;

/// <content>Integers, alone and in runs.</content>
internal static partial class TermBody
{
    /// <summary>The length of an integer that fits 32 bits, or more.</summary>
    private const int LongestInteger = 1 + sizeof(int);

    /// <summary>In runs of integers, room is reserved for so many at a time.</summary>
    private const int IntegerBatch = 64;

    private static void WriteInteger(ref TermWriter writer, ErlInteger integer)
    {
        if (!integer.IsSmall)
        {
            WriteLargeInteger(ref writer, integer.Value);
            return;
        }

        WriteSmallInteger(ref writer, integer.Small);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteSmallInteger(ref TermWriter writer, long value)
    {
        // One reservation for either form: the shorter one needs no room of its own.
        ref byte head = ref writer.Reserve(LongestInteger);
        if (value == (int)value)
        {
            writer.Advance(PutInteger(ref head, (int)value));
        }
        else
        {
            WriteLong(ref writer, value);
        }
    }

    /// <summary>Writes the integers at the front, one at least: the first child is an <see cref="ErlInteger"/> that fits 64 bits.</summary>
    /// <returns>How many were written.</returns>
    private static int WriteIntegers(ref TermWriter writer, ReadOnlySpan<ErlTerm> children)
    {
        ReadOnlySpan<ErlTerm> batch = children[..Math.Min(children.Length, IntegerBatch)];
        ref byte head = ref writer.Reserve(batch.Length * LongestInteger);
        int length = 0;
        int count = 0;
        foreach (ErlTerm child in batch)
        {
            long value = child.GetType() == typeof(ErlInteger) ? Unsafe.As<ErlInteger>(child).Small : long.MaxValue;
            if (value != (int)value)
            {
                break;
            }

            length += PutInteger(ref Unsafe.Add(ref head, length), (int)value);
            count++;
        }

        writer.Advance(length);
        if (count > 0)
        {
            return count;
        }

        WriteLong(ref writer, Unsafe.As<ErlInteger>(children[0]).Small);
        return 1;
    }

    /// <summary>The elements of a compact list.</summary>
    private static void WriteCompactElements(ref TermWriter writer, ErlList list)
    {
        if (list.IsBytes)
        {
            foreach (byte element in list.Bytes)
            {
                WriteSmallInteger(ref writer, element);
            }

            return;
        }

        ReadOnlySpan<int> integers = list.Integers;
        while (!integers.IsEmpty)
        {
            int count = Math.Min(integers.Length, IntegerBatch);
            ref byte head = ref writer.Reserve(count * LongestInteger);
            int length = 0;
            foreach (int value in integers[..count])
            {
                length += PutInteger(ref Unsafe.Add(ref head, length), value);
            }

            writer.Advance(length);
            integers = integers[count..];
        }
    }

    /// <summary>Writes 97 and a byte, or 98 and four; there is room for either.</summary>
    /// <returns>The length.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PutInteger(ref byte head, int value)
    {
        if ((uint)value <= byte.MaxValue)
        {
            head = TermTag.SmallInteger;
            Unsafe.Add(ref head, 1) = (byte)value;
            return 2;
        }

        head = TermTag.Integer;
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref head, 1), BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
        return LongestInteger;
    }

    /// <summary>110, length, sign, magnitude with the lowest byte first.</summary>
    private static void WriteLong(ref TermWriter writer, long value)
    {
        const int Head = 3;
        Span<byte> span = writer.GetSpan(Head + sizeof(ulong));
        ulong magnitude = value < 0 ? (ulong)-(value + 1) + 1 : (ulong)value;
        BinaryPrimitives.WriteUInt64LittleEndian(span[Head..], magnitude);
        int length = sizeof(ulong) - (BitOperations.LeadingZeroCount(magnitude) / 8);
        span[0] = TermTag.SmallBig;
        span[1] = (byte)length;
        span[2] = (byte)(value < 0 ? 1 : 0);
        writer.Advance(Head + length);
    }

    private static void WriteLargeInteger(ref TermWriter writer, BigInteger value)
    {
        BigInteger magnitude = BigInteger.Abs(value);
        int length = magnitude.GetByteCount(isUnsigned: true);
        if (length <= byte.MaxValue)
        {
            writer.WriteByte(TermTag.SmallBig);
            writer.WriteByte((byte)length);
        }
        else
        {
            writer.WriteTagged(TermTag.LargeBig, (uint)length);
        }

        writer.WriteByte((byte)(value.Sign < 0 ? 1 : 0));
        magnitude.TryWriteBytes(writer.GetSpan(length), out int written, isUnsigned: true);
        writer.Advance(written);
    }
}
