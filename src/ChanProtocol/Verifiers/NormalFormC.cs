using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Chan.Protocol.Verifiers;

/// <summary>Unicode normalization form C (Unicode Standard Annex 15).</summary>
/// <remarks>
/// The product runs with invariant globalization, where <see cref="string.Normalize()"/> returns its input as it is; a password
/// typed as letter and accent on one machine and as one character on another would then be two passwords.
/// </remarks>
internal static class NormalFormC
{
    private const int SBase = 0xAC00;
    private const int LBase = 0x1100;
    private const int VBase = 0x1161;
    private const int TBase = 0x11A7;
    private const int LCount = 19;
    private const int VCount = 21;
    private const int TCount = 28;

    // The longest canonical decomposition of one character (U+1F82 and its like).
    private const int MaxExpansion = 4;

    /// <summary>Normalizes; the result is pinned, so that the caller can erase it. Unpaired surrogates stay as they are.</summary>
    public static char[] Normalize(ReadOnlySpan<char> text)
    {
        if (Ascii.IsValid(text))
        {
            char[] copy = GC.AllocateArray<char>(text.Length, pinned: true);
            text.CopyTo(copy);
            return copy;
        }

        int[] points = GC.AllocateArray<int>(text.Length * MaxExpansion, pinned: true);
        int length = Decompose(text, points);
        SortByClass(points.AsSpan(0, length));
        length = Compose(points.AsSpan(0, length));
        char[] result = ToUtf16(points.AsSpan(0, length));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(points.AsSpan()));
        return result;
    }

    private static int Decompose(ReadOnlySpan<char> text, int[] points)
    {
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int point = text[i];
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                point = char.ConvertToUtf32(text[i], text[++i]);
            }

            Append(point, points, ref length);
        }

        return length;
    }

    private static void Append(int point, int[] points, ref int length)
    {
        int syllable = point - SBase;
        if (syllable is >= 0 and < LCount * VCount * TCount)
        {
            points[length++] = LBase + (syllable / (VCount * TCount));
            points[length++] = VBase + (syllable / TCount % VCount);
            if (syllable % TCount != 0)
            {
                points[length++] = TBase + (syllable % TCount);
            }
        }
        else if (NormalFormTable.Instance.TryDecompose(point, out int first, out int second))
        {
            Append(first, points, ref length);
            if (second != 0)
            {
                points[length++] = second;
            }
        }
        else
        {
            points[length++] = point;
        }
    }

    // Insertion sort of every run of combining characters: stable, and the runs are short. Quadratic only in the length
    // of a password, which its owner chose.
    private static void SortByClass(Span<int> points)
    {
        for (int i = 1; i < points.Length; i++)
        {
            int point = points[i];
            byte combiningClass = NormalFormTable.Instance.ClassOf(point);
            int j = i;
            while (combiningClass != 0 && j > 0 && NormalFormTable.Instance.ClassOf(points[j - 1]) > combiningClass)
            {
                points[j] = points[j - 1];
                j--;
            }

            points[j] = point;
        }
    }

    private static int Compose(Span<int> points)
    {
        int starter = -1;
        int lastClass = -1;
        int length = 0;
        foreach (int point in points)
        {
            byte combiningClass = NormalFormTable.Instance.ClassOf(point);
            bool isBlocked = lastClass >= combiningClass;
            if (starter >= 0 && !isBlocked && TryCompose(points[starter], point, out int composed))
            {
                points[starter] = composed;
                continue;
            }

            if (combiningClass == 0)
            {
                starter = length;
                lastClass = -1;
            }
            else
            {
                lastClass = combiningClass;
            }

            points[length++] = point;
        }

        return length;
    }

    private static bool TryCompose(int first, int second, out int composed)
    {
        int l = first - LBase;
        int v = second - VBase;
        if (l is >= 0 and < LCount && v is >= 0 and < VCount)
        {
            composed = SBase + (((l * VCount) + v) * TCount);
            return true;
        }

        int syllable = first - SBase;
        int t = second - TBase;
        if (syllable is >= 0 and < LCount * VCount * TCount && syllable % TCount == 0 && t is > 0 and < TCount)
        {
            composed = first + t;
            return true;
        }

        return NormalFormTable.Instance.TryCompose(first, second, out composed);
    }

    private static char[] ToUtf16(ReadOnlySpan<int> points)
    {
        int length = 0;
        foreach (int point in points)
        {
            length += point > char.MaxValue ? 2 : 1;
        }

        char[] result = GC.AllocateArray<char>(length, pinned: true);
        int i = 0;
        foreach (int point in points)
        {
            if (point > char.MaxValue)
            {
                i += new Rune(point).EncodeToUtf16(result.AsSpan(i));
            }
            else
            {
                result[i++] = (char)point;
            }
        }

        return result;
    }
}
