using Chan.Terms.Structure;
using Chan.Terms.Syntax;

namespace Chan.Terms;

/// <summary>
/// An Erlang term: an immutable value that processes send each other and that has one meaning in C#, Erlang and Elixir.
/// </summary>
/// <remarks>
/// <para><see cref="Equals(ErlTerm)"/> and <c>==</c> are Erlang's <c>=:=</c>: <c>1</c> and <c>1.0</c> differ.
/// <see cref="CompareTo(ErlTerm)"/> and <c>&lt;</c> are Erlang's total order (number, atom, reference, fun, port, pid, tuple, map, nil,
/// list, bit string), where <c>1</c> and <c>1.0</c> are the same. <c>0.0</c> and <c>-0.0</c> are equal both ways, as in OTP 25.</para>
/// <para>Terms are immutable and safe to share between threads. No operation here recurses over the term, so that no nesting,
/// however deep, can overflow the stack.</para>
/// </remarks>
public abstract partial class ErlTerm : IEquatable<ErlTerm>, IComparable<ErlTerm>, IComparable
{
    private protected ErlTerm()
    {
    }

    internal abstract TermKind Kind { get; }

    /// <summary>Whether both terms are the same in type and value: Erlang's <c>=:=</c>.</summary>
    /// <param name="other">Any term; <see langword="null"/> is equal to nothing.</param>
    /// <returns><see langword="true"/> for terms that Erlang holds to be exactly equal.</returns>
    public virtual bool Equals(ErlTerm? other)
        => ReferenceEquals(this, other) || (other is not null && TermOrder.AreEqual(this, other));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ErlTerm other && Equals(other);

    /// <summary>A hash that agrees with <see cref="Equals(ErlTerm)"/>. It differs from one run of the program to the next.</summary>
    /// <returns>The hash of the whole term; takes time in proportion to the term's size.</returns>
    public override int GetHashCode() => TermHash.Compute(this);

    /// <summary>Places this term in Erlang's total order.</summary>
    /// <param name="other">The term to compare with; <see langword="null"/> comes before every term.</param>
    /// <returns>Less than, equal to or greater than zero. Zero does not imply <see cref="Equals(ErlTerm)"/>: <c>1</c> and <c>1.0</c>.</returns>
    public int CompareTo(ErlTerm? other)
        => other is null ? 1 : ReferenceEquals(this, other) ? 0 : TermOrder.Compare(this, other, OrderMode.ByValue);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><paramref name="obj"/> is not a term.</exception>
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        ErlTerm other => CompareTo(other),
        _ => throw new ArgumentException($"A term can be compared with a term only, not with {obj.GetType()}.", nameof(obj)),
    };

    /// <summary>Prints the term as Erlang's <c>~0tp</c> does; <see cref="Parse"/> reads it back. See <see cref="TermPrinter"/>.</summary>
    /// <returns>The term on one line.</returns>
    public sealed override string ToString() => TermPrinter.Print(this);

    /// <summary>Erlang's <c>=:=</c>.</summary>
    public static bool operator ==(ErlTerm? left, ErlTerm? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Erlang's <c>=/=</c>.</summary>
    public static bool operator !=(ErlTerm? left, ErlTerm? right) => !(left == right);

    /// <summary>Whether <paramref name="left"/> comes first in Erlang's total order.</summary>
    public static bool operator <(ErlTerm? left, ErlTerm? right) => Compare(left, right) < 0;

    /// <summary>Whether <paramref name="left"/> does not come after <paramref name="right"/> in Erlang's total order.</summary>
    public static bool operator <=(ErlTerm? left, ErlTerm? right) => Compare(left, right) <= 0;

    /// <summary>Whether <paramref name="left"/> comes last in Erlang's total order.</summary>
    public static bool operator >(ErlTerm? left, ErlTerm? right) => Compare(left, right) > 0;

    /// <summary>Whether <paramref name="left"/> does not come before <paramref name="right"/> in Erlang's total order.</summary>
    public static bool operator >=(ErlTerm? left, ErlTerm? right) => Compare(left, right) >= 0;

    private static int Compare(ErlTerm? left, ErlTerm? right)
        => left is null ? (right is null ? 0 : -1) : left.CompareTo(right);
}
