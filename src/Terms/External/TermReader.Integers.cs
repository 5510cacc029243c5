using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Chan.Terms.External;

/// <content>Lists that begin with a small integer: most of them hold nothing else.</content>
internal ref partial struct TermReader
{
    /// <summary>Reads the elements of a list as plain numbers as long as they are integers of tags 97 and 98.</summary>
    /// <returns>The list if that was all of it; null if other elements or an unusual tail are left: the frame has what was read.</returns>
    private ErlList? ReadIntegerList(ref Frame frame)
    {
        Charge((long)frame.Length * sizeof(int));
        int[] integers = GC.AllocateUninitializedArray<int>(frame.Length);
        int read = ReadSmallIntegers(integers);
        if (read == integers.Length && PeekByte() == TermTag.Nil)
        {
            _position++;
            return ErlList.Own(integers);
        }

        Charge((long)frame.Length * TermSize.Slot);
        frame.Items = new ErlTerm[frame.Length];
        frame.Next = read;
        for (int i = 0; i < read; i++)
        {
            Charge((uint)integers[i] <= byte.MaxValue ? 0 : TermSize.Number);
            frame.Items[i] = ErlInteger.Of(integers[i]);
        }

        return null;
    }

    /// <summary>Reads integers of tags 97 and 98 while they last.</summary>
    /// <returns>How many there were.</returns>
    private int ReadSmallIntegers(Span<int> integers)
    {
        const int Longest = 1 + sizeof(int);
        ref byte input = ref MemoryMarshal.GetReference(_input);
        int position = _position;
        int read = 0;
        while (read < integers.Length)
        {
            int left = _input.Length - position;
            ref byte head = ref Unsafe.Add(ref input, position);
            if (left >= 2 && head == TermTag.SmallInteger)
            {
                integers[read++] = Unsafe.Add(ref head, 1);
                position += 2;
            }
            else if (left >= Longest && head == TermTag.Integer)
            {
                int value = Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref head, 1));
                integers[read++] = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
                position += Longest;
            }
            else
            {
                break;
            }
        }

        _position = position;
        return read;
    }
}
