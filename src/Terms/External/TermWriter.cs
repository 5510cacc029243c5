using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Chan.Terms.External;

/// <summary>The bytes of a term under way: into an <see cref="IBufferWriter{T}"/>, or into a rented array of its own.</summary>
/// <remarks>
/// A fun announces its size before its content. From the first fun on, the bytes are gathered in the own array, where the size
/// can be written afterwards; <see cref="Complete"/> hands them on. Large binaries are not gathered there but stand between its bytes.
/// </remarks>
internal ref partial struct TermWriter
{
    private const int SmallestChunk = 256;

    /// <summary>Renting costs the same for any size; this one spares most messages a second rent and a copy.</summary>
    private const int FirstRent = 8192;

    private readonly IBufferWriter<byte>? _output;
    private readonly TermAtomEncoding _atoms;
    private Span<byte> _span;
    private byte[]? _rented;
    private int _written;

    /// <summary>Blocks that stand between the bytes of the own array, in their order.</summary>
    private List<Block>? _blocks;
    private int _blockBytes;

    /// <summary>A writer with an array of its own; ends with <see cref="Detach"/>.</summary>
    public TermWriter(TermAtomEncoding atoms)
    {
        _atoms = atoms;
        HasPlainAtoms = atoms == TermAtomEncoding.Utf8;
        _rented = ArrayPool<byte>.Shared.Rent(FirstRent);
        _span = _rented;
    }

    /// <summary>A writer that appends to a buffer; ends with <see cref="Complete"/>.</summary>
    public TermWriter(IBufferWriter<byte> output, TermAtomEncoding atoms)
    {
        _output = output;
        _atoms = atoms;
        HasPlainAtoms = atoms == TermAtomEncoding.Utf8;
        _span = output.GetSpan(SmallestChunk);
    }

    /// <summary>A writer that appends to a buffer what a connection makes of the term; ends with <see cref="Complete"/>.</summary>
    public TermWriter(IBufferWriter<byte> output, TermEncodingContext context)
    {
        _output = output;
        Context = context;
        _span = output.GetSpan(SmallestChunk);
    }

    /// <summary>Whether every atom is written as <see cref="ErlAtom.PaddedEncoding"/>: the usual case, told by one comparison.</summary>
    public readonly bool HasPlainAtoms { get; }

    /// <summary>What a connection changes; null outside of one.</summary>
    public readonly TermEncodingContext? Context { get; }

    public readonly bool PrefersLatin1 => _atoms == TermAtomEncoding.Latin1;

    /// <summary>Room for at least <paramref name="size"/> bytes; call <see cref="Advance"/> with what was used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> GetSpan(int size)
    {
        if (_span.Length - _written < size)
        {
            Grow(size);
        }

        return _span[_written..];
    }

    /// <summary>As <see cref="GetSpan"/>, without bounds checks on what the caller writes: at most <paramref name="size"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte Reserve(int size)
    {
        if (_span.Length - _written < size)
        {
            Grow(size);
        }

        return ref Unsafe.Add(ref MemoryMarshal.GetReference(_span), _written);
    }

    public void Advance(int count) => _written += count;

    public void WriteByte(byte value)
    {
        GetSpan(1)[0] = value;
        _written++;
    }

    /// <summary>A tag and a 32-bit number.</summary>
    public void WriteTagged(byte tag, uint value)
    {
        Span<byte> span = GetSpan(5);
        span[0] = tag;
        BinaryPrimitives.WriteUInt32BigEndian(span[1..], value);
        _written += 5;
    }

    public void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(GetSpan(sizeof(uint)), value);
        _written += sizeof(uint);
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _written += bytes.Length;
    }

    /// <summary>The first bytes of a span that is at least a vector long; a short text is copied with its padding, as one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WritePadded(ReadOnlySpan<byte> padded, int length)
    {
        if (length > Vector128<byte>.Count)
        {
            WriteBytes(padded[..length]);
            return;
        }

        Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(padded)).StoreUnsafe(ref Reserve(Vector128<byte>.Count));
        _written += length;
    }

    /// <summary>A tag, a 32-bit length and as many bytes.</summary>
    public void WriteBlock(byte tag, ReadOnlySpan<byte> bytes)
    {
        const int Head = 1 + sizeof(uint);
        Span<byte> span = GetSpan(checked(Head + bytes.Length));
        span[0] = tag;
        BinaryPrimitives.WriteUInt32BigEndian(span[1..], (uint)bytes.Length);
        bytes.CopyTo(span[Head..]);
        _written += Head + bytes.Length;
    }

    private void Release()
    {
        ArrayPool<byte>.Shared.Return(_rented!);
        _rented = null;
        _span = default;
    }

    private void Grow(int size)
    {
        if (_rented is null)
        {
            _output!.Advance(_written);
            _written = 0;
            _span = _output.GetSpan(Math.Max(size, SmallestChunk));
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_written + size), (int)Math.Min(2L * _span.Length, Array.MaxLength)));
        _span[.._written].CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_rented);
        _rented = larger;
        _span = larger;
    }
}
