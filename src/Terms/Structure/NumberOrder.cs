using System.Numerics;

namespace Chan.Terms.Structure;

/// <summary>The exact order of numbers: an integer and a float are never rounded to compare them.</summary>
internal static class NumberOrder
{
    /// <summary>2^63: from here on no <see cref="long"/> is as large.</summary>
    private const double LongLimit = 9223372036854775808.0;

    public static int Compare(ErlInteger left, ErlInteger right)
    {
        if (left.IsSmall && right.IsSmall)
        {
            return left.Small.CompareTo(right.Small);
        }

        return left.Value.CompareTo(right.Value);
    }

    public static int Compare(ErlInteger left, ErlFloat right)
    {
        double number = right.Value;
        if (!left.IsSmall)
        {
            return CompareLarge(left.Value, number);
        }

        if (number >= LongLimit)
        {
            return -1;
        }

        if (number < -LongLimit)
        {
            return 1;
        }

        double whole = Math.Truncate(number);
        int order = left.Small.CompareTo((long)whole);
        return order != 0 ? order : whole.CompareTo(number);
    }

    private static int CompareLarge(BigInteger left, double number)
    {
        double whole = Math.Truncate(number);
        int order = left.CompareTo(new BigInteger(whole));
        return order != 0 ? order : whole.CompareTo(number);
    }
}
