using System.Diagnostics.CodeAnalysis;

namespace Chan.Terms.Patterns;

/// <summary>What the names of a pattern are bound to after a match.</summary>
public readonly struct TermBindings
{
    private readonly string[]? _names;
    private readonly ErlTerm?[]? _values;

    internal TermBindings(string[] names, ErlTerm?[]? values)
    {
        _names = names;
        _values = values;
    }

    /// <summary>The number of names; 0 if the pattern has none or did not match.</summary>
    public int Count => _values?.Length ?? 0;

    /// <summary>The term that a name is bound to.</summary>
    /// <param name="name">A variable of the pattern, such as <c>Key</c>.</param>
    /// <exception cref="KeyNotFoundException">The pattern has no such variable, or did not match.</exception>
    public ErlTerm this[string name]
        => TryGetValue(name, out ErlTerm? term) ? term : throw new KeyNotFoundException($"The pattern has no variable {name}.");

    /// <summary>The term that a name is bound to, by the name's position in <see cref="TermPattern.Variables"/>.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such variable.</exception>
    public ErlTerm this[int index]
        => (uint)index < (uint)Count ? _values![index]! : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>Looks a name up.</summary>
    /// <param name="name">A variable of the pattern.</param>
    /// <param name="term">The term it is bound to.</param>
    /// <returns>Whether the pattern has the variable.</returns>
    public bool TryGetValue(string name, [MaybeNullWhen(false)] out ErlTerm term)
    {
        int index = _values is null ? -1 : Array.IndexOf(_names!, name);
        term = index < 0 ? null : _values![index]!;
        return index >= 0;
    }
}
