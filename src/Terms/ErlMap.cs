using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Chan.Terms.Structure;

namespace Chan.Terms;

/// <summary>A map. Pairs are kept in the order of their keys, in which an integer comes before any float.</summary>
/// <remarks>
/// A sorted array, not a hash table: a lookup takes logarithmic time whatever keys a peer chooses, and maps print and encode in one
/// order. Keys are told apart by <c>=:=</c>: <c>1</c> and <c>1.0</c> are two keys.
/// </remarks>
public sealed partial class ErlMap : ErlTerm, IReadOnlyCollection<KeyValuePair<ErlTerm, ErlTerm>>
{
    /// <summary>Key, value, key, value, … in key order.</summary>
    private readonly ErlTerm[] _pairs;

    private ErlMap(ErlTerm[] pairs) => _pairs = pairs;

    /// <summary>The map without pairs, <c>#{}</c>.</summary>
    public static ErlMap Empty { get; } = new([]);

    /// <summary>The number of pairs.</summary>
    public int Count => _pairs.Length / 2;

    /// <summary>The keys in key order.</summary>
    public IEnumerable<ErlTerm> Keys => Enumerable.Range(0, Count).Select(KeyAt);

    /// <summary>The values in the order of their keys.</summary>
    public IEnumerable<ErlTerm> Values => Enumerable.Range(0, Count).Select(ValueAt);

    internal override TermKind Kind => TermKind.Map;

    /// <summary>Keys and values in turn, in key order.</summary>
    internal ReadOnlySpan<ErlTerm> Pairs => _pairs;

    /// <summary>The value under a key.</summary>
    /// <param name="key">The key, compared by <c>=:=</c>.</param>
    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    public ErlTerm this[ErlTerm key]
        => TryGetValue(key, out ErlTerm? value) ? value : throw new KeyNotFoundException("The map has no such key.");

    /// <summary>Looks a key up.</summary>
    /// <param name="key">The key, compared by <c>=:=</c>.</param>
    /// <param name="value">The value if the key is there.</param>
    /// <returns>Whether the key is there.</returns>
    public bool TryGetValue(ErlTerm key, [MaybeNullWhen(false)] out ErlTerm value)
    {
        int index = Find(key);
        value = index >= 0 ? ValueAt(index) : null;
        return index >= 0;
    }

    /// <summary>Whether the key is there.</summary>
    /// <param name="key">The key, compared by <c>=:=</c>.</param>
    /// <returns><see langword="true"/> if it is.</returns>
    public bool ContainsKey(ErlTerm key) => Find(key) >= 0;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<ErlTerm, ErlTerm>> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return new KeyValuePair<ErlTerm, ErlTerm>(KeyAt(i), ValueAt(i));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal ErlTerm KeyAt(int index) => _pairs[2 * index];

    internal ErlTerm ValueAt(int index) => _pairs[(2 * index) + 1];

    /// <summary>The index of the pair, or the complement of where it would stand.</summary>
    private int Find(ErlTerm key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key is ErlAtom && Count <= ScannedPairs)
        {
            for (int i = 0; i < _pairs.Length; i += 2)
            {
                if (ReferenceEquals(_pairs[i], key))
                {
                    return i / 2;
                }
            }
        }

        int low = 0;
        int high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = TermOrder.Compare(KeyAt(middle), key, OrderMode.Exact);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    /// <summary>Up to this size comparing references one by one beats the binary search.</summary>
    private const int ScannedPairs = 16;
}
