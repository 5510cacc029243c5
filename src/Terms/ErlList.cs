using System.Collections;
using System.Runtime.CompilerServices;
using System.Text;

namespace Chan.Terms;

/// <summary>A list: elements in an array; or plain bytes when it came as a string, and plain integers when it came as a list of these.</summary>
/// <remarks>
/// Matching: <c>ErlList and [var first, ..]</c>. <see cref="Count"/> and the indexer concern the elements before the tail;
/// check <see cref="IsProper"/> where an improper list matters.
/// </remarks>
public sealed partial class ErlList : ErlTerm, IReadOnlyList<ErlTerm>
{
    /// <summary>
    /// Elements (<c>ErlTerm[]</c>), or all of them integers in a compact form: 0 to 255 (<c>byte[]</c>), or of 32 bits (<c>int[]</c>).
    /// One field for all keeps the object small. Compact lists are proper.
    /// </summary>
    private readonly Array _store;
    private readonly ErlTerm? _tail;
    private readonly int _offset;

    private ErlList(Array store, int offset, int count, ErlTerm? tail)
    {
        _store = store;
        _offset = offset;
        Count = count;
        _tail = tail;
    }

    /// <summary>The empty list, <c>[]</c>.</summary>
    public static ErlList Empty { get; } = new(Array.Empty<byte>(), 0, 0, null);

    /// <summary>The number of elements before the tail.</summary>
    public int Count { get; }

    /// <summary>Whether the list ends in <c>[]</c>.</summary>
    public bool IsProper => _tail is null;

    /// <summary>What the last cell points to: <see cref="Empty"/> for a proper list. Never a list with elements.</summary>
    public ErlTerm Tail => _tail ?? Empty;

    internal override TermKind Kind => TermKind.List;

    /// <summary>Whether the elements are stored as bytes.</summary>
    internal bool IsBytes => _store.GetType() == typeof(byte[]);

    /// <summary>Whether the elements are stored as integers of 32 bits.</summary>
    internal bool IsIntegers => _store.GetType() == typeof(int[]);

    /// <summary>Whether the elements are integers in one of the two plain forms; then the list is proper.</summary>
    internal bool IsCompact => IsBytes || IsIntegers;

    /// <summary>The elements as bytes; only if <see cref="IsBytes"/>.</summary>
    internal ReadOnlySpan<byte> Bytes => new(Unsafe.As<byte[]>(_store), _offset, Count);

    /// <summary>The elements as integers; only if <see cref="IsIntegers"/>.</summary>
    internal ReadOnlySpan<int> Integers => new(Unsafe.As<int[]>(_store), _offset, Count);

    /// <summary>The elements; only if not <see cref="IsCompact"/>.</summary>
    internal ReadOnlySpan<ErlTerm> Elements => new(Unsafe.As<ErlTerm[]>(_store), _offset, Count);

    /// <summary>The element at a zero-based index.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    public ErlTerm this[int index]
        => IsIntegers ? ErlInteger.Of(Integers[index]) : IsBytes ? ErlInteger.Of(Bytes[index]) : Elements[index];

    /// <summary>The list without its first elements, sharing storage: what <c>[_|T]</c> binds. Takes constant time.</summary>
    /// <param name="count">How many elements to leave out, 0 to <see cref="Count"/>.</param>
    /// <returns>The rest; <see cref="Tail"/> when nothing is left.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is out of range.</exception>
    public ErlTerm Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        return count == Count ? Tail : new ErlList(_store, _offset + count, Count - count, _tail);
    }

    /// <summary>A list with one more element in front. Takes time in proportion to the length: the elements lie in an array.</summary>
    /// <param name="head">The new first element.</param>
    /// <returns>The longer list.</returns>
    public ErlList Prepend(ErlTerm head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var elements = new ErlTerm[Count + 1];
        elements[0] = head;
        CopyTo(elements.AsSpan(1));
        return new ErlList(elements, 0, elements.Length, _tail);
    }

    /// <summary>Reads the list as text.</summary>
    /// <param name="text">The text if every element is a code point, otherwise empty. The empty list is the empty text.</param>
    /// <returns>Whether the list is proper and every element is a Unicode scalar value.</returns>
    public bool TryGetString(out string text)
    {
        text = string.Empty;
        if (!IsProper)
        {
            return false;
        }

        if (IsBytes)
        {
            text = Encoding.Latin1.GetString(Bytes);
            return true;
        }

        var builder = new StringBuilder(Count);
        Span<char> characters = stackalloc char[2];
        for (int i = 0; i < Count; i++)
        {
            if (!TryGetInt64(i, out long value) || value is < 0 or > 0x10FFFF || !Rune.IsValid((int)value))
            {
                return false;
            }

            builder.Append(characters[..new Rune((int)value).EncodeToUtf16(characters)]);
        }

        text = builder.ToString();
        return true;
    }

    /// <inheritdoc/>
    public IEnumerator<ErlTerm> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>An element of a compact list.</summary>
    internal int IntegerAt(int index) => IsBytes ? Bytes[index] : Integers[index];

    /// <summary>An element, if it is an integer that fits; nothing is allocated for it.</summary>
    internal bool TryGetInt64(int index, out long value)
    {
        if (IsCompact)
        {
            value = IntegerAt(index);
            return true;
        }

        value = 0;
        return Elements[index] is ErlInteger integer && integer.TryGetInt64(out value);
    }

    internal void CopyTo(Span<ErlTerm> destination)
    {
        if (!IsCompact)
        {
            Elements.CopyTo(destination);
            return;
        }

        for (int i = 0; i < Count; i++)
        {
            destination[i] = this[i];
        }
    }
}
