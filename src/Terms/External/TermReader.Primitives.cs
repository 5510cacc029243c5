using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Chan.Terms.External;

/// <content>Bytes, counts and the checks on them.</content>
internal ref partial struct TermReader
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte ReadByte()
    {
        int position = _position;
        if ((uint)position >= (uint)_input.Length)
        {
            ThrowTruncated(1);
        }

        _position = position + 1;
        return _input[position];
    }

    private readonly byte PeekByte()
    {
        if ((uint)_position >= (uint)_input.Length)
        {
            ThrowTruncated(1);
        }

        return _input[_position];
    }

    private ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(ReadBytes(sizeof(ushort)));

    private uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(ReadBytes(sizeof(uint)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> ReadBytes(uint count)
    {
        if (count > (uint)Remaining)
        {
            ThrowTruncated(count);
        }

        ReadOnlySpan<byte> bytes = _input.Slice(_position, (int)count);
        _position += (int)count;
        return bytes;
    }

    /// <summary>Reads a 32-bit count of terms and pays for their slots.</summary>
    private int ReadCount(int slotSize)
    {
        uint count = ReadUInt32();
        CheckCount(count);
        Charge((long)count * slotSize);
        return (int)count;
    }

    /// <summary>Every term takes at least a byte, so no count can be larger than the rest of the input.</summary>
    private readonly void CheckCount(long count)
    {
        if (count > Remaining)
        {
            ThrowTruncated(count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Charge(long size)
    {
        _budget -= size;
        if (_budget < 0)
        {
            ThrowOverBudget();
        }
    }

    private readonly void CheckAllowed(bool allowed, string what)
    {
        if (!allowed)
        {
            throw Error(TermRule.NotAllowed, _position - 1, $"{what} is not accepted here.");
        }
    }

    [DoesNotReturn]
    private readonly void ThrowTruncated(long needed) => throw Truncated(needed);

    [DoesNotReturn]
    private readonly void ThrowTooDeep()
        => throw Error(TermRule.Depth, _position, $"The term is nested deeper than {_limits.MaxDepth}.");

    [DoesNotReturn]
    private readonly void ThrowOverBudget()
        => throw Error(TermRule.Budget, _position, $"The term takes more memory than {_limits.BudgetFor(_input.Length)} bytes.");

    private readonly TermDecodeException Truncated(long needed)
        => Error(TermRule.Truncated, _position, $"The term needs {needed} bytes or more here, but {Remaining} are left.");

    private static TermDecodeException Error(TermRule rule, int offset, string message) => new(rule, offset, message);
}
