namespace Chan.Terms.Structure;

/// <summary>The order of lists: cell by cell, then the ends. <c>[]</c> comes before every list with elements.</summary>
internal static class ListOrder
{
    /// <summary>Compares compact lists at once; other pairs have the common cells and one pair of ends as children.</summary>
    public static int CompareHeads(ErlList left, ErlList right, out int children)
    {
        children = 0;
        if (left.IsCompact && right.IsCompact)
        {
            return CompareCompact(left, right);
        }

        if (left.Count == 0 || right.Count == 0)
        {
            return left.Count.CompareTo(right.Count);
        }

        children = Math.Min(left.Count, right.Count) + 1;
        return 0;
    }

    private static int CompareCompact(ErlList left, ErlList right)
    {
        if (left.IsBytes && right.IsBytes)
        {
            return left.Bytes.SequenceCompareTo(right.Bytes);
        }

        int shorter = Math.Min(left.Count, right.Count);
        int same = left.IsIntegers && right.IsIntegers ? left.Integers.CommonPrefixLength(right.Integers) : 0;
        for (; same < shorter; same++)
        {
            int order = left.IntegerAt(same).CompareTo(right.IntegerAt(same));
            if (order != 0)
            {
                return order;
            }
        }

        return left.Count.CompareTo(right.Count);
    }

    /// <summary>The pair of cells at an index, or the pair of ends after the last common cell.</summary>
    public static (ErlTerm Left, ErlTerm Right) Child(ErlList left, ErlList right, int index)
        => index < left.Count && index < right.Count ? (left[index], right[index]) : (left.Skip(index), right.Skip(index));
}
