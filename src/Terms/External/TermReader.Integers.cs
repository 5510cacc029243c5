using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Chan.Terms.External;

/// <content>The fast way through runs of small integers, the commonest children.</content>
internal ref partial struct TermReader
{
    /// <summary>Reads integers of tags 97 and 98 while they last and the input does not end soon.</summary>
    /// <returns>The next slot to fill.</returns>
    private int ReadSmallIntegers(Span<ErlTerm> slots, int next)
    {
        const int Longest = 1 + sizeof(int);
        ref byte input = ref MemoryMarshal.GetReference(_input);
        int last = _input.Length - Longest;
        int position = _position;
        long size = 0;
        while (next < slots.Length && position <= last)
        {
            ref byte head = ref Unsafe.Add(ref input, position);
            if (head == TermTag.SmallInteger)
            {
                slots[next++] = ErlInteger.Of(Unsafe.Add(ref head, 1));
                position += 2;
            }
            else if (head == TermTag.Integer)
            {
                int value = Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref head, 1));
                slots[next++] = ErlInteger.Of(BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
                position += Longest;
                size += TermSize.Number;
            }
            else
            {
                break;
            }
        }

        _position = position;
        // Charged afterwards: until here it is at most five times the bytes that were read.
        Charge(size);
        return next;
    }
}
