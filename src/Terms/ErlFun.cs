namespace Chan.Terms;

/// <summary>
/// A function as a term. An external fun names <c>Module:Function/Arity</c>; an internal one is a closure of some Erlang node, which is
/// carried whole and can be sent back but never called here.
/// </summary>
public sealed class ErlFun : ErlTerm
{
    /// <summary>The slots before the free variables: module, old index, old uniq, process.</summary>
    internal const int FixedSlots = 4;

    private ErlFun(ErlAtom module, ErlAtom function, int arity)
    {
        Slots = [module, function];
        Arity = arity;
    }

    private ErlFun(int arity, UInt128 uniq, uint index, ErlTerm[] slots)
    {
        Slots = slots;
        Arity = arity;
        Uniq = uniq;
        Index = index;
        IsInternal = true;
    }

    /// <summary>Whether this is a closure, not <c>fun Module:Function/Arity</c>.</summary>
    public bool IsInternal { get; }

    /// <summary>The module that defines the function.</summary>
    public ErlAtom Module => (ErlAtom)Slots[0];

    /// <summary>The function's name; <see langword="null"/> for a closure.</summary>
    public ErlAtom? Function => IsInternal ? null : (ErlAtom)Slots[1];

    /// <summary>The number of arguments; not negative.</summary>
    public int Arity { get; }

    /// <summary>The process that made the closure; <see langword="null"/> for an external fun.</summary>
    public ErlPid? Creator => IsInternal ? (ErlPid)Slots[3] : null;

    /// <summary>The values the closure captured; empty for an external fun.</summary>
    public ReadOnlySpan<ErlTerm> FreeVariables => IsInternal ? Slots.AsSpan(FixedSlots) : [];

    internal override TermKind Kind => TermKind.Fun;

    /// <summary>The code of a closure, as the program that made it names it; 0 for an external fun.</summary>
    public UInt128 Uniq { get; }

    internal uint Index { get; }

    /// <summary>External: module and function. Internal: module, old index, old uniq, creator, then the free variables.</summary>
    internal ErlTerm[] Slots { get; }

    /// <summary>Makes <c>fun Module:Function/Arity</c>.</summary>
    /// <param name="module">The module.</param>
    /// <param name="function">The function's name.</param>
    /// <param name="arity">The number of arguments.</param>
    /// <returns>The external fun.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The arity is negative.</exception>
    public static ErlFun External(ErlAtom module, ErlAtom function, int arity)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfNegative(arity);
        return new ErlFun(module, function, arity);
    }

    /// <summary>Makes a closure: a function of this program with values for it, which other nodes can carry and bring back.</summary>
    /// <param name="module">The module.</param>
    /// <param name="arity">The number of arguments, 0 to 255.</param>
    /// <param name="uniq">Names the code; another build of it must have another one.</param>
    /// <param name="creator">The process that makes it.</param>
    /// <param name="freeVariables">The values; copied.</param>
    /// <returns>The closure.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The arity is out of its range.</exception>
    public static ErlFun Closure(ErlAtom module, int arity, UInt128 uniq, ErlPid creator, params ReadOnlySpan<ErlTerm> freeVariables)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(creator);
        ArgumentOutOfRangeException.ThrowIfNegative(arity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(arity, 255);

        // The old index and the old uniq: emulators print them, and look at nothing but the new ones.
        return new ErlFun(arity, uniq, 0, [module, 0, (long)(uint)uniq & 0x7FFFFFF, creator, .. freeVariables]);
    }

    /// <summary>Makes a closure with slots that the decoder fills.</summary>
    internal static ErlFun Internal(int arity, UInt128 uniq, uint index, int freeVariables)
        => new(arity, uniq, index, new ErlTerm[FixedSlots + freeVariables]);
}
