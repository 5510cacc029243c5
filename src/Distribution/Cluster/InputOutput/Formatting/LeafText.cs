using System.Buffers;
using System.Globalization;
using System.Text;
using Chan.Terms;

namespace Chan.Distribution.Cluster.InputOutput.Formatting;

/// <summary>Atoms, strings and binaries as <c>~p</c> and <c>~w</c> show them, in Unicode (<c>t</c>) or in Latin-1.</summary>
internal static class LeafText
{
    /// <summary>Characters of a printable binary that one level of depth shows.</summary>
    private const int CharactersPerDepth = 4;

    public static string Atom(ErlAtom atom, bool isUnicode)
        => isUnicode || atom.Name.All(c => c <= '\u00FF') ? atom.ToString() : Quote(atom.Name, '\'', isUnicode: false);

    /// <summary>A list as text, or <see langword="null"/> when it is not all printable characters.</summary>
    public static string? String(ErlList list, bool isUnicode)
    {
        if (!list.IsProper)
        {
            return null;
        }

        var text = new StringBuilder(list.Count);
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i] is not ErlInteger(long code) || !IsPrintable(code, isUnicode))
            {
                return null;
            }

            text.Append(new Rune((int)code).ToString());
        }

        return Quote(text.ToString(), '"', isUnicode);
    }

    /// <summary>A binary as text, or <see langword="null"/> when it is to be shown as numbers.</summary>
    public static string? Binary(ErlBinary binary, int depth, bool isUnicode)
    {
        int shown = depth > 0 ? Math.Min(CharactersPerDepth * (depth - 1), binary.Count) : binary.Count;
        if (shown == 0)
        {
            return null;
        }

        return Text(binary, shown, depth - 1, isUnicode && BeginsWithUtf8(binary.Span, shown));
    }

    /// <summary>Puts a text between quotes.</summary>
    public static string Quote(string text, char quote, bool isUnicode)
    {
        var output = new StringBuilder(text.Length + 2).Append(quote);
        foreach (Rune rune in text.EnumerateRunes())
        {
            int escape = "\b\u007F\e\f\n\r\t\v".IndexOf((char)Math.Min(rune.Value, char.MaxValue), StringComparison.Ordinal);
            if (rune.Value == quote || rune.Value == '\\')
            {
                output.Append('\\').Append(rune.ToString());
            }
            else if (escape >= 0)
            {
                output.Append('\\').Append("bdefnrtv"[escape]);
            }
            else if (rune.Value is < ' ' or (> '~' and < '\u00A0'))
            {
                output.Append('\\').Append(Convert.ToString(rune.Value, 8).PadLeft(3, '0'));
            }
            else if (rune.Value > 255 && !isUnicode)
            {
                output.Append(CultureInfo.InvariantCulture, $"\\x{{{rune.Value:X}}}");
            }
            else
            {
                output.Append(rune.ToString());
            }
        }

        return output.Append(quote).ToString();
    }

    /// <summary>Whether so many characters, or all of them, are UTF-8. What is left out is not looked at.</summary>
    private static bool BeginsWithUtf8(ReadOnlySpan<byte> bytes, int characters)
    {
        for (; characters > 0 && !bytes.IsEmpty; characters--)
        {
            if (Rune.DecodeFromUtf8(bytes, out _, out int length) != OperationStatus.Done)
            {
                return false;
            }

            bytes = bytes[length..];
        }

        return true;
    }

    private static bool IsPrintable(long code, bool isUnicode) => code switch
    {
        >= '\b' and <= '\r' or '\e' => true,
        >= ' ' and <= '~' or >= 0xA0 and <= 0xFF => true,
        > 0xFF and < 0xD800 or > 0xDFFF and < 0xFFFE or > 0xFFFF and <= 0x10FFFF => isUnicode,
        _ => false,
    };

    private static string? Text(ErlBinary binary, int shown, int depth, bool isUtf8)
    {
        string all = (isUtf8 ? Encoding.UTF8 : Encoding.Latin1).GetString(binary.Span);
        var text = new StringBuilder();
        int count = 0;
        foreach (Rune rune in all.EnumerateRunes())
        {
            if (count == shown || !IsPrintable(rune.Value, isUtf8))
            {
                break;
            }

            text.Append(rune.ToString());
            count++;
        }

        bool isWhole = text.Length == all.Length;
        if (!isWhole && (depth <= 0 || count < depth))
        {
            return null;
        }

        int bytes = isUtf8 ? Encoding.UTF8.GetByteCount(text.ToString()) : count;
        return $"<<{Quote(text.ToString(), '"', isUnicode: true)}{(bytes != count ? "/utf8" : string.Empty)}{(isWhole ? string.Empty : "...")}>>";
    }
}
