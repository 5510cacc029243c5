using System.Text;

namespace Chan.Terms;

/// <content>Ways to make lists.</content>
public sealed partial class ErlList
{
    /// <summary>A proper list of integers 0 to 255, one byte each.</summary>
    /// <param name="bytes">The elements, copied.</param>
    /// <returns>The list.</returns>
    public static ErlList FromBytes(ReadOnlySpan<byte> bytes)
        => bytes.IsEmpty ? Empty : new ErlList(bytes.ToArray(), 0, bytes.Length, null);

    internal static ErlList FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.All(character => character <= byte.MaxValue))
        {
            return FromBytes(Encoding.Latin1.GetBytes(text));
        }

        var characters = new List<int>(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            characters.Add(rune.Value);
        }

        return Own(characters.ToArray());
    }

    internal static ErlList Create(ReadOnlySpan<ErlTerm> elements)
        => elements.IsEmpty ? Empty : new ErlList(CopyChecked(elements, elements.Length), 0, elements.Length, null);

    internal static ErlTerm Create(ReadOnlySpan<ErlTerm> elements, ErlTerm tail)
    {
        ArgumentNullException.ThrowIfNull(tail);
        if (elements.IsEmpty)
        {
            return tail;
        }

        if (tail is not ErlList rest)
        {
            return new ErlList(CopyChecked(elements, elements.Length), 0, elements.Length, tail);
        }

        ErlTerm[] all = CopyChecked(elements, elements.Length + rest.Count);
        rest.CopyTo(all.AsSpan(elements.Length));
        return new ErlList(all, 0, all.Length, rest._tail);
    }

    /// <summary>A proper list over an array that the caller gives away.</summary>
    internal static ErlList Own(ErlTerm[] elements) => elements.Length == 0 ? Empty : new ErlList(elements, 0, elements.Length, null);

    /// <summary>A proper list of integers over an array that the caller gives away.</summary>
    internal static ErlList Own(int[] integers) => integers.Length == 0 ? Empty : new ErlList(integers, 0, integers.Length, null);

    /// <summary>A list over the first elements of an array that the caller gives away; the tail is not a list with elements.</summary>
    internal static ErlList Own(ErlTerm[] elements, int count, ErlTerm tail)
        => new(elements, 0, count, ReferenceEquals(tail, Empty) ? null : tail);

    private static ErlTerm[] CopyChecked(ReadOnlySpan<ErlTerm> elements, int length)
    {
        var copy = new ErlTerm[length];
        for (int i = 0; i < elements.Length; i++)
        {
            copy[i] = elements[i] ?? throw new ArgumentNullException(nameof(elements), $"Element {i} is null.");
        }

        return copy;
    }
}
