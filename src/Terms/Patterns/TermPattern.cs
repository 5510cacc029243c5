using Chan.Terms.Syntax;

namespace Chan.Terms.Patterns;

/// <summary>A pattern in Erlang syntax, compiled once and matched against many terms, as the head of an Erlang clause is.</summary>
/// <remarks>
/// <c>{store, Key, [H|T]}</c>: a name with a capital letter or an underscore binds, <c>_</c> matches anything, a name that occurs twice
/// must match equal terms (<c>=:=</c>), and <c>#{k := V}</c> matches maps that have the key <c>k</c> among others. Keys of map patterns
/// and binaries are literals. Immutable and thread-safe.
/// </remarks>
public sealed class TermPattern
{
    private readonly PatternNode _root;
    private readonly string[] _variables;
    private readonly string _text;

    /// <summary>What <see cref="With"/> made this pattern from, and with which value; for the text alone.</summary>
    private readonly (TermPattern Pattern, string Name, ErlTerm Value)? _origin;

    /// <summary>Whether a name occurs twice, so that matching needs to remember what it bound.</summary>
    private readonly bool _repeatsVariables;

    internal TermPattern(string text, PatternNode root, string[] variables, bool repeatsVariables)
    {
        _text = text;
        _root = root;
        _variables = variables;
        _repeatsVariables = repeatsVariables;
        Tag = root.Tag;
        Arity = root.Arity;
    }

    private TermPattern(TermPattern pattern, int index, ErlTerm value)
        : this(pattern._text, pattern._root.With(index, value), pattern._variables, pattern._repeatsVariables)
        => _origin = (pattern, pattern._variables[index], value);

    /// <summary>
    /// The atom that every matching term is, or has as its first element when it is a tuple; <see langword="null"/> when the pattern
    /// does not say. Lets a search skip terms that cannot match.
    /// </summary>
    public ErlAtom? Tag { get; }

    /// <summary>The number of elements of every matching term; <see langword="null"/> when the pattern is not one of a tuple.</summary>
    public int? Arity { get; }

    /// <summary>The names that the pattern binds, in the order of their first occurrence.</summary>
    public IReadOnlyList<string> Variables => _variables;

    /// <summary>Compiles a pattern.</summary>
    /// <param name="text">For example <c>{store, Key, Value}</c>; a final dot is allowed.</param>
    /// <returns>The pattern.</returns>
    /// <exception cref="TermSyntaxException">The text is not a pattern; carries line and column.</exception>
    public static TermPattern Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new PatternReading(text).Read();
    }

    /// <summary>The pattern with a value for one of its names, which then matches that value alone: Erlang's variable that is bound before.</summary>
    /// <remarks>Cheap: the pattern is not compiled again. After a match the name is among the bindings as before.</remarks>
    /// <param name="name">A variable of the pattern, such as <c>Key</c>.</param>
    /// <param name="value">What it must be equal to (<c>=:=</c>); takes the place of an earlier value.</param>
    /// <returns>A new pattern; this one stays as it is.</returns>
    /// <exception cref="ArgumentException">The pattern has no such variable.</exception>
    public TermPattern With(string name, ErlTerm value)
    {
        ArgumentNullException.ThrowIfNull(value);
        int index = Array.IndexOf(_variables, name);
        return index >= 0
            ? new TermPattern(this, index, value)
            : throw new ArgumentException($"The pattern {_text} has no variable {name}.", nameof(name));
    }

    /// <summary>Whether the term matches. Allocates nothing unless a name occurs twice.</summary>
    /// <param name="term">The term.</param>
    /// <returns><see langword="true"/> if it matches.</returns>
    public bool Matches(ErlTerm term)
    {
        ArgumentNullException.ThrowIfNull(term);
        var binder = new Binder(_repeatsVariables ? _variables.Length : 0);
        return _root.Matches(term, ref binder);
    }

    /// <summary>Matches a term and takes what the names are bound to. Allocates the bindings alone, and nothing for most mismatches.</summary>
    /// <param name="term">The term.</param>
    /// <param name="bindings">The bindings; empty when the term does not match.</param>
    /// <returns>Whether the term matches.</returns>
    public bool TryMatch(ErlTerm term, out TermBindings bindings)
    {
        ArgumentNullException.ThrowIfNull(term);
        var binder = new Binder(_variables.Length);
        bool matches = _root.Matches(term, ref binder);
        bindings = matches ? new TermBindings(_variables, binder.Values) : default;
        return matches;
    }

    /// <summary>The text the pattern was made from, followed by the values given to its names.</summary>
    /// <returns>For example <c>{store, Key, _} when Key =:= 1</c>.</returns>
    public override string ToString()
    {
        var given = new List<(string Name, ErlTerm Value)>();
        for (TermPattern pattern = this; pattern._origin is { } origin; pattern = origin.Pattern)
        {
            if (!given.Exists(later => later.Name == origin.Name))
            {
                given.Insert(0, (origin.Name, origin.Value));
            }
        }

        return given.Count == 0 ? _text : $"{_text} when {string.Join(", ", given.Select(name => $"{name.Name} =:= {name.Value}"))}";
    }
}
