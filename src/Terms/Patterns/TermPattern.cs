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

    /// <summary>Whether a name occurs twice, so that matching needs to remember what it bound.</summary>
    private readonly bool _repeatsVariables;

    internal TermPattern(string text, PatternNode root, string[] variables, bool repeatsVariables)
    {
        _text = text;
        _root = root;
        _variables = variables;
        _repeatsVariables = repeatsVariables;
    }

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

    /// <summary>The text the pattern was made from.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => _text;
}
