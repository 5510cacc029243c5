using System.Runtime.InteropServices;

namespace Chan.Terms;

/// <summary>A binary: a sequence of whole bytes.</summary>
public sealed class ErlBinary : ErlTerm
{
    private readonly byte[] _array;
    private readonly int _offset;

    private ErlBinary(byte[] array, int offset, int count)
    {
        _array = array;
        _offset = offset;
        Count = count;
    }

    /// <summary>The binary without bytes, <c>&lt;&lt;&gt;&gt;</c>.</summary>
    public static ErlBinary Empty { get; } = new([], 0, 0);

    /// <summary>The number of bytes.</summary>
    public int Count { get; }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => new(_array, _offset, Count);

    /// <summary>The bytes. They stay valid and unchanged as long as the caller likes.</summary>
    public ReadOnlyMemory<byte> Memory => new(_array, _offset, Count);

    internal override TermKind Kind => TermKind.Binary;

    /// <summary>Makes a binary over memory without copying it.</summary>
    /// <param name="memory">From now on owned by the term: it must never change again, and stays alive with the term. Memory that is not
    /// part of an array is copied after all.</param>
    /// <returns>The binary.</returns>
    public static ErlBinary Wrap(ReadOnlyMemory<byte> memory)
    {
        if (memory.IsEmpty)
        {
            return Empty;
        }

        return MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> segment)
            ? new ErlBinary(segment.Array!, segment.Offset, segment.Count)
            : Copy(memory.Span);
    }

    /// <summary>For patterns: <c>ErlBinary(var bytes)</c>.</summary>
    /// <param name="bytes">The same as <see cref="Memory"/>.</param>
    public void Deconstruct(out ReadOnlyMemory<byte> bytes) => bytes = Memory;

    internal static ErlBinary Copy(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return Empty;
        }

        byte[] array = GC.AllocateUninitializedArray<byte>(bytes.Length);
        bytes.CopyTo(array);
        return new ErlBinary(array, 0, array.Length);
    }
}
