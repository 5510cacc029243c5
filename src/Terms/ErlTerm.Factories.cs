using System.Numerics;
using System.Text;
using Chan.Terms.Syntax;

namespace Chan.Terms;

/// <content>Short ways to build terms.</content>
public abstract partial class ErlTerm
{
    /// <summary>The atom with this name.</summary>
    /// <param name="name">Up to 255 characters (code points).</param>
    /// <returns>The one instance that is alive under this name.</returns>
    /// <exception cref="ArgumentException">The name is over 255 characters, or is not valid Unicode.</exception>
    public static ErlAtom Atom(string name) => ErlAtom.Intern(name);

    /// <summary>A tuple of any number of elements.</summary>
    /// <param name="elements">The elements, copied.</param>
    /// <returns>The tuple.</returns>
    /// <exception cref="ArgumentNullException">An element is null.</exception>
    public static ErlTuple Tuple(params ReadOnlySpan<ErlTerm> elements) => ErlTuple.Create(elements);

    /// <summary>The tuple of one element.</summary>
    public static ErlTuple Tuple(ErlTerm first) => ErlTuple.Create(first);

    /// <summary>The tuple of two elements.</summary>
    public static ErlTuple Tuple(ErlTerm first, ErlTerm second) => ErlTuple.Create(first, second);

    /// <summary>The tuple of three elements.</summary>
    public static ErlTuple Tuple(ErlTerm first, ErlTerm second, ErlTerm third) => ErlTuple.Create(first, second, third);

    /// <summary>The tuple of four elements.</summary>
    public static ErlTuple Tuple(ErlTerm first, ErlTerm second, ErlTerm third, ErlTerm fourth)
        => ErlTuple.Create(first, second, third, fourth);

    /// <summary>A proper list.</summary>
    /// <param name="elements">The elements, copied.</param>
    /// <returns>The list; <see cref="ErlList.Empty"/> when there are none.</returns>
    /// <exception cref="ArgumentNullException">An element is null.</exception>
    public static ErlList List(params ReadOnlySpan<ErlTerm> elements) => ErlList.Create(elements);

    /// <summary>A list that ends in <paramref name="tail"/>, written <c>[a,b|tail]</c>.</summary>
    /// <param name="elements">The elements before the tail, copied.</param>
    /// <param name="tail">What the last cell points to. A list here continues the list.</param>
    /// <returns>The list, or <paramref name="tail"/> itself when there are no elements.</returns>
    /// <exception cref="ArgumentNullException">An element or the tail is null.</exception>
    public static ErlTerm ImproperList(ReadOnlySpan<ErlTerm> elements, ErlTerm tail) => ErlList.Create(elements, tail);

    /// <summary>A map.</summary>
    /// <param name="pairs">Keys and values in any order.</param>
    /// <returns>The map.</returns>
    /// <exception cref="ArgumentException">A key occurs twice.</exception>
    /// <exception cref="ArgumentNullException">A key or a value is null.</exception>
    public static ErlMap Map(params ReadOnlySpan<(ErlTerm Key, ErlTerm Value)> pairs) => ErlMap.Create(pairs);

    /// <summary>A binary with a copy of these bytes; <see cref="ErlBinary.Wrap"/> does not copy.</summary>
    /// <param name="bytes">The content.</param>
    /// <returns>The binary.</returns>
    public static ErlBinary Binary(ReadOnlySpan<byte> bytes) => ErlBinary.Copy(bytes);

    /// <summary>The text as a UTF-8 binary: what Elixir calls a string.</summary>
    /// <param name="text">Any text; a lone surrogate becomes U+FFFD.</param>
    /// <returns>The binary.</returns>
    public static ErlBinary Utf8(string text) => ErlBinary.Wrap(Encoding.UTF8.GetBytes(text));

    /// <summary>The text as a list of code points: what Erlang calls a string.</summary>
    /// <param name="text">Any text; a lone surrogate becomes U+FFFD.</param>
    /// <returns>The list, which stores the code points as plain numbers.</returns>
    public static ErlList CharList(string text) => ErlList.FromText(text);

    /// <summary>Reads one term in Erlang syntax, with or without the final dot.</summary>
    /// <param name="text">For example <c>{store, "key", 16#ff}</c>.</param>
    /// <returns>The term.</returns>
    /// <exception cref="TermSyntaxException">The text is not one term; carries line and column.</exception>
    public static ErlTerm Parse(string text) => TermParser.Parse(text);

    /// <summary>Reads one term in Erlang syntax, without an exception for bad text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="term">The term, or null.</param>
    /// <returns>Whether <paramref name="text"/> is one term.</returns>
    public static bool TryParse(string text, out ErlTerm? term)
    {
        try
        {
            term = TermParser.Parse(text);
            return true;
        }
        catch (TermSyntaxException)
        {
            term = null;
            return false;
        }
    }

    /// <summary>The integer.</summary>
    public static implicit operator ErlTerm(int value) => ErlInteger.Of(value);

    /// <summary>The integer.</summary>
    public static implicit operator ErlTerm(long value) => ErlInteger.Of(value);

    /// <summary>The integer.</summary>
    public static implicit operator ErlTerm(BigInteger value) => ErlInteger.Of(value);

    /// <summary>The float. Throws <see cref="ArgumentException"/> for NaN and infinities, which Erlang does not have.</summary>
    public static implicit operator ErlTerm(double value) => new ErlFloat(value);

    /// <summary>The atom <c>true</c> or <c>false</c>.</summary>
    public static implicit operator ErlTerm(bool value) => value ? Atoms.True : Atoms.False;
}
