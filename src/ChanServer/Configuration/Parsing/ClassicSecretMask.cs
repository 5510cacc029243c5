namespace Chan.Server.Configuration.Parsing;

/// <summary>
/// Finds what of a lib_chan file may not be shown in a report: every string, every comment, and whatever stands between the
/// word <c>password</c> and the word <c>mfa</c>, so that also a forgotten quote brings no password to light.
/// </summary>
internal static class ClassicSecretMask
{
    private const string Before = "password";
    private const string After = "mfa";

    private static readonly string[] KnownWords = ["port", "service", Before, After, "none"];

    /// <summary>The spans to mask, ascending and disjoint; each within one line.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="isBroken">It is not Erlang: a quote too many turns texts inside out, so only the words of the format are shown.</param>
    public static IReadOnlyList<TextSpan> Find(string text, bool isBroken)
    {
        List<TextSpan> masked = [];
        bool secret = false;
        for (int position = 0; position < text.Length;)
        {
            char c = text[position];
            int start = position;
            if (c == '%')
            {
                position = EndOfLine(text, position);
                Add(masked, text, start + 1, position);
            }
            else if (c is '"' or '\'')
            {
                position = EndOfQuoted(text, position);
                if (c == '"' || secret || isBroken)
                {
                    Add(masked, text, start + 1, position > start + 1 && text[position - 1] == c ? position - 1 : position);
                }
            }
            else if (char.IsLetterOrDigit(c) || c is '_' or '@')
            {
                position = EndOfWord(text, position);
                ReadOnlySpan<char> word = text.AsSpan(start, position - start);
                secret = word is Before || (secret && word is not After);
                if (isBroken ? !KnownWords.Contains(word.ToString()) : secret && word is not Before)
                {
                    Add(masked, text, start, position);
                }
            }
            else
            {
                position++;
                if (secret && !char.IsWhiteSpace(c) && c is not (',' or '{' or '}'))
                {
                    Add(masked, text, start, position);
                }
            }
        }

        return masked;
    }

    // Excerpts are made line by line, so a span that goes over several lines is cut at their ends.
    private static void Add(List<TextSpan> masked, string text, int start, int end)
    {
        while (start < end)
        {
            int lineEnd = Math.Min(end, EndOfLine(text, start));
            if (lineEnd > start)
            {
                masked.Add(new(start, lineEnd - start));
            }

            start = lineEnd + 1;
        }
    }

    private static int EndOfLine(string text, int from)
    {
        int end = text.IndexOf('\n', from);
        return end < 0 ? text.Length : end;
    }

    private static int EndOfQuoted(string text, int from)
    {
        for (int i = from + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == text[from])
            {
                return i + 1;
            }
        }

        return text.Length;
    }

    private static int EndOfWord(string text, int from)
    {
        int end = from;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '@'))
        {
            end++;
        }

        return end;
    }
}
