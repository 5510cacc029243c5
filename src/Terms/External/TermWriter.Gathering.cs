using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Chan.Terms.External;

/// <content>The own array: sizes that are known afterwards only, large blocks that are copied once, at the end.</content>
internal ref partial struct TermWriter
{
    /// <summary>
    /// From this size on, a block is not put in the own array, which is copied when it grows and when it is handed on.
    /// </summary>
    public const int LargeBlock = 4096;

    /// <summary>A tag, a 32-bit length and as many bytes, which are copied once only, or not at all if the context takes them.</summary>
    public void WriteLargeBlock(byte tag, ReadOnlyMemory<byte> bytes)
    {
        WriteTagged(tag, (uint)bytes.Length);
        if (_rented is not null)
        {
            _blockBytes = checked(_blockBytes + bytes.Length);
            (_blocks ??= []).Add(new Block(_written, bytes));
            return;
        }

        if (bytes.Length >= TermEncodingContext.SmallestSegment && Context is not null)
        {
            _output!.Advance(_written);
            _written = 0;
            bool isTaken = Context.TakeSegment(bytes);
            _span = _output.GetSpan(SmallestChunk);
            if (isTaken)
            {
                return;
            }
        }

        WriteBytes(bytes.Span);
    }

    /// <summary>Leaves room for a 32-bit size.</summary>
    /// <returns>What <see cref="FillSize"/> needs to find the place again.</returns>
    public int ReserveSize()
    {
        if (_rented is null)
        {
            _output!.Advance(_written);
            _written = 0;
            _rented = ArrayPool<byte>.Shared.Rent(SmallestChunk);
            _span = _rented;
        }

        // Until the size is known, the place holds where it began.
        int place = _written;
        WriteUInt32(checked((uint)(_written + _blockBytes)));
        return place;
    }

    /// <summary>Writes how many bytes were written since <see cref="ReserveSize"/>, the size field included.</summary>
    public readonly void FillSize(int place)
    {
        Span<byte> field = _span.Slice(place, sizeof(uint));
        uint start = BinaryPrimitives.ReadUInt32BigEndian(field);
        BinaryPrimitives.WriteUInt32BigEndian(field, (uint)(_written + _blockBytes) - start);
    }

    /// <summary>Hands the last bytes to the output.</summary>
    public void Complete()
    {
        if (_rented is null)
        {
            _output!.Advance(_written);
            return;
        }

        int from = 0;
        foreach ((int at, ReadOnlyMemory<byte> bytes) in CollectionsMarshal.AsSpan(_blocks))
        {
            _output!.Write(_span[from..at]);
            from = at;
            if (bytes.Length < TermEncodingContext.SmallestSegment || Context?.TakeSegment(bytes) != true)
            {
                _output!.Write(bytes.Span);
            }
        }

        _output!.Write(_span[from.._written]);
        Release();
    }

    /// <summary>Copies the bytes out of the own array, and the large blocks to their places.</summary>
    public byte[] Detach()
    {
        byte[] result = GC.AllocateUninitializedArray<byte>(checked(_written + _blockBytes));
        Span<byte> rest = result;
        int from = 0;
        foreach ((int at, ReadOnlyMemory<byte> bytes) in CollectionsMarshal.AsSpan(_blocks))
        {
            _span[from..at].CopyTo(rest);
            bytes.Span.CopyTo(rest[(at - from)..]);
            rest = rest[(at - from + bytes.Length)..];
            from = at;
        }

        _span[from.._written].CopyTo(rest);
        Release();
        return result;
    }

    private readonly record struct Block(int At, ReadOnlyMemory<byte> Bytes);
}
