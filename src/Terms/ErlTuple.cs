using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Chan.Terms;

/// <summary>A tuple. Up to eight elements lie in the object itself, so that a small message is one allocation.</summary>
/// <remarks>Matching: <c>ErlTuple and [ErlAtom("store"), var key, ErlInteger(long n)]</c>.</remarks>
public abstract partial class ErlTuple : ErlTerm, IReadOnlyList<ErlTerm>
{
    private protected ErlTuple()
    {
    }

    /// <summary>The tuple without elements, <c>{}</c>.</summary>
    public static ErlTuple Empty { get; } = new ArrayTuple([]);

    /// <summary>The arity.</summary>
    public int Count => Span.Length;

    /// <summary>The elements.</summary>
    public ReadOnlySpan<ErlTerm> Span => Slots;

    internal sealed override TermKind Kind => TermKind.Tuple;

    /// <summary>The element storage. Written by the maker of the tuple only, before anybody else sees it.</summary>
    internal abstract Span<ErlTerm> Slots { get; }

    /// <summary>The element at a zero-based index (Erlang's <c>element/2</c> counts from one).</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    public ErlTerm this[int index] => Slots[index];

    /// <summary>Makes a tuple from elements of any number.</summary>
    internal static ErlTuple Create(ReadOnlySpan<ErlTerm> elements)
    {
        ErlTuple tuple = Allocate(elements.Length);
        Span<ErlTerm> slots = tuple.Slots;
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i] = elements[i] ?? throw new ArgumentNullException(nameof(elements), $"Element {i} is null.");
        }

        return tuple;
    }

    internal static ErlTuple Create(ErlTerm first)
    {
        ArgumentNullException.ThrowIfNull(first);
        var tuple = new InlineTuple<One>();
        tuple.Store[0] = first;
        return tuple;
    }

    internal static ErlTuple Create(ErlTerm first, ErlTerm second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var tuple = new InlineTuple<Two>();
        tuple.Store[0] = first;
        tuple.Store[1] = second;
        return tuple;
    }

    internal static ErlTuple Create(ErlTerm first, ErlTerm second, ErlTerm third)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        var tuple = new InlineTuple<Three>();
        tuple.Store[0] = first;
        tuple.Store[1] = second;
        tuple.Store[2] = third;
        return tuple;
    }

    internal static ErlTuple Create(ErlTerm first, ErlTerm second, ErlTerm third, ErlTerm fourth)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        ArgumentNullException.ThrowIfNull(fourth);
        var tuple = new InlineTuple<Four>();
        tuple.Store[0] = first;
        tuple.Store[1] = second;
        tuple.Store[2] = third;
        tuple.Store[3] = fourth;
        return tuple;
    }

    /// <summary>A tuple with empty slots, for a maker that fills them all.</summary>
    internal static ErlTuple Allocate(int arity) => arity switch
    {
        0 => Empty,
        1 => new InlineTuple<One>(),
        2 => new InlineTuple<Two>(),
        3 => new InlineTuple<Three>(),
        4 => new InlineTuple<Four>(),
        5 => new InlineTuple<Five>(),
        6 => new InlineTuple<Six>(),
        7 => new InlineTuple<Seven>(),
        8 => new InlineTuple<Eight>(),
        _ => new ArrayTuple(new ErlTerm[arity]),
    };

    /// <inheritdoc/>
    public IEnumerator<ErlTerm> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class InlineTuple<TStore> : ErlTuple
        where TStore : struct
    {
        internal TStore Store;

        internal override Span<ErlTerm> Slots
            => MemoryMarshal.CreateSpan(ref Unsafe.As<TStore, ErlTerm>(ref Store), Unsafe.SizeOf<TStore>() / Unsafe.SizeOf<ErlTerm>());
    }

    private sealed class ArrayTuple(ErlTerm[] elements) : ErlTuple
    {
        internal override Span<ErlTerm> Slots => elements;
    }
}
