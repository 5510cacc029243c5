using System.Diagnostics.CodeAnalysis;

namespace Chan.Terms;

/// <summary>A type of one's own that travels as a term: a record of a request, an answer, or the state of a server.</summary>
/// <remarks>
/// Written by hand, without reflection: what goes over the wire is seen in the code, and Erlang's side can be written beside it.
/// <code>
/// public sealed record Balance(string Owner, long Amount) : ITermConvertible&lt;Balance&gt;
/// {
///     public ErlTerm ToTerm() =&gt; ErlTerm.Tuple(ErlTerm.Atom("balance"), ErlTerm.Utf8(Owner), Amount);
///
///     public static bool TryFromTerm(ErlTerm term, [NotNullWhen(true)] out Balance? value)
///     {
///         value = term is ErlTuple and [ErlAtom("balance"), ErlBinary owner, ErlInteger(long amount)]
///             ? new Balance(Encoding.UTF8.GetString(owner.Span), amount)
///             : null;
///         return value is not null;
///     }
/// }
/// </code>
/// </remarks>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface ITermConvertible<TSelf>
    where TSelf : ITermConvertible<TSelf>
{
    /// <summary>The term.</summary>
    ErlTerm ToTerm();

    /// <summary>Reads what <see cref="ToTerm"/> gives. Terms come from other programs: any term may come.</summary>
    /// <param name="term">Any term.</param>
    /// <param name="value">The value.</param>
    /// <returns>False for a term that is no such value.</returns>
    static abstract bool TryFromTerm(ErlTerm term, [MaybeNullWhen(false)] out TSelf value);
}
