using System.Numerics;

namespace Chan.Terms;

/// <summary>An integer of any size. Values that fit 64 bits take no more than a <see cref="long"/>.</summary>
/// <remarks>
/// Matching: <c>ErlInteger(42)</c> is exactly 42, <c>ErlInteger(long n)</c> is any integer that fits <see cref="long"/>, and
/// <c>ErlInteger</c> is any integer.
/// </remarks>
public class ErlInteger : ErlTerm
{
    private const int CacheFrom = -256;
    private const int CacheTo = 1024;
    private static readonly ErlInteger[] Cache = MakeCache();

    private readonly long _value;

    private protected ErlInteger(long value) => _value = value;

    /// <summary>The value in full.</summary>
    public virtual BigInteger Value => _value;

    internal sealed override TermKind Kind => TermKind.Integer;

    /// <summary>Whether the value fits <see cref="long"/>; then <see cref="Small"/> is the value.</summary>
    internal virtual bool IsSmall => true;

    /// <summary>The value if <see cref="IsSmall"/>; otherwise the sign, as <see cref="long.MinValue"/> or <see cref="long.MaxValue"/>.</summary>
    internal long Small => _value;

    /// <summary>The integer term of a 64-bit value.</summary>
    /// <param name="value">Any value. Small ones are shared instances.</param>
    /// <returns>The term.</returns>
    public static ErlInteger Of(long value)
    {
        ulong index = (ulong)(value - CacheFrom);
        ErlInteger[] cache = Cache;
        return index < (ulong)cache.Length ? cache[index] : new ErlInteger(value);
    }

    /// <summary>The integer term of a value of any size.</summary>
    /// <param name="value">Any value.</param>
    /// <returns>The term.</returns>
    public static ErlInteger Of(BigInteger value)
        => value >= long.MinValue && value <= long.MaxValue ? Of((long)value) : new LargeInteger(value);

    /// <summary>Takes the value as a <see cref="long"/>.</summary>
    /// <param name="value">The value, or 0.</param>
    /// <returns>Whether it fits.</returns>
    public bool TryGetInt64(out long value)
    {
        value = IsSmall ? _value : 0;
        return IsSmall;
    }

    /// <summary>For patterns: <see langword="null"/> when the value does not fit <see cref="long"/>.</summary>
    /// <param name="value">The value if it fits.</param>
    public void Deconstruct(out long? value) => value = IsSmall ? _value : null;

    private static ErlInteger[] MakeCache()
    {
        var cache = new ErlInteger[CacheTo - CacheFrom];
        for (int i = 0; i < cache.Length; i++)
        {
            cache[i] = new ErlInteger(i + CacheFrom);
        }

        return cache;
    }

    /// <summary>An integer outside the range of <see cref="long"/>.</summary>
    private sealed class LargeInteger(BigInteger value) : ErlInteger(value.Sign < 0 ? long.MinValue : long.MaxValue)
    {
        public override BigInteger Value => value;

        internal override bool IsSmall => false;
    }
}
