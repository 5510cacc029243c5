using Chan.Terms.Structure;

namespace Chan.Terms;

/// <content>Ways to make maps.</content>
public sealed partial class ErlMap
{
    /// <summary>A map with one pair added or replaced; this one stays as it is.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its new value.</param>
    /// <returns>The new map.</returns>
    public ErlMap With(ErlTerm key, ErlTerm value)
    {
        ArgumentNullException.ThrowIfNull(value);
        int index = Find(key);
        if (index >= 0)
        {
            var replaced = (ErlTerm[])_pairs.Clone();
            replaced[(2 * index) + 1] = value;
            return new ErlMap(replaced);
        }

        int position = 2 * ~index;
        return new ErlMap([.. _pairs.AsSpan(0, position), key, value, .. _pairs.AsSpan(position)]);
    }

    /// <summary>A map without a key; this one stays as it is.</summary>
    /// <param name="key">The key; nothing happens when it is not there.</param>
    /// <returns>The new map, or this one.</returns>
    public ErlMap Without(ErlTerm key)
    {
        int index = Find(key);
        return index < 0 ? this : new ErlMap([.. _pairs.AsSpan(0, 2 * index), .. _pairs.AsSpan((2 * index) + 2)]);
    }

    internal static ErlMap Create(ReadOnlySpan<(ErlTerm Key, ErlTerm Value)> pairs)
    {
        var flat = new ErlTerm[2 * pairs.Length];
        for (int i = 0; i < pairs.Length; i++)
        {
            flat[2 * i] = pairs[i].Key ?? throw new ArgumentNullException(nameof(pairs), $"Key {i} is null.");
            flat[(2 * i) + 1] = pairs[i].Value ?? throw new ArgumentNullException(nameof(pairs), $"Value {i} is null.");
        }

        return Own(flat, out int duplicate)
            ?? throw new ArgumentException($"The key of pair {duplicate} (in key order) occurs twice.", nameof(pairs));
    }

    /// <summary>A map over keys and values in turn, in an array that the caller gives away.</summary>
    /// <param name="pairs">Keys and values in turn, in any order.</param>
    /// <param name="duplicate">The index of a key that occurs twice.</param>
    /// <returns>The map, or <see langword="null"/> when a key occurs twice.</returns>
    internal static ErlMap? Own(ErlTerm[] pairs, out int duplicate)
    {
        duplicate = -1;
        for (int i = 2; i < pairs.Length; i += 2)
        {
            int order = TermOrder.Compare(pairs[i - 2], pairs[i], OrderMode.Exact);
            if (order == 0)
            {
                duplicate = i / 2;
                return null;
            }

            if (order > 0)
            {
                return Sorted(pairs, out duplicate);
            }
        }

        return pairs.Length == 0 ? Empty : new ErlMap(pairs);
    }

    private static ErlMap? Sorted(ErlTerm[] pairs, out int duplicate)
    {
        var keys = new ErlTerm[pairs.Length / 2];
        var values = new ErlTerm[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            (keys[i], values[i]) = (pairs[2 * i], pairs[(2 * i) + 1]);
        }

        Array.Sort(keys, values, KeyOrder.Instance);
        for (int i = 0; i < keys.Length; i++)
        {
            if (i > 0 && KeyOrder.Instance.Compare(keys[i - 1], keys[i]) == 0)
            {
                duplicate = i;
                return null;
            }

            (pairs[2 * i], pairs[(2 * i) + 1]) = (keys[i], values[i]);
        }

        duplicate = -1;
        return new ErlMap(pairs);
    }

    private sealed class KeyOrder : IComparer<ErlTerm>
    {
        public static KeyOrder Instance { get; } = new();

        public int Compare(ErlTerm? x, ErlTerm? y) => TermOrder.Compare(x!, y!, OrderMode.Exact);
    }
}
