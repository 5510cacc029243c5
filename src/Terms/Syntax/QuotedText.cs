using System.Text;

namespace Chan.Terms.Syntax;

/// <summary>Text between quotes, and atoms with quotes where they need them.</summary>
internal static class QuotedText
{
    public static void Append(StringBuilder output, string text, char quote)
    {
        output.Append(quote);
        foreach (char c in text)
        {
            int escape = "\b\u007F\e\f\n\r\t\v".IndexOf(c, StringComparison.Ordinal);
            if (c == quote || c == '\\')
            {
                output.Append('\\').Append(c);
            }
            else if (escape >= 0)
            {
                output.Append('\\').Append("bdefnrtv"[escape]);
            }
            else if (c is < ' ' or (> '~' and < '\u00A0'))
            {
                output.Append('\\').Append(Convert.ToString(c, 8).PadLeft(3, '0'));
            }
            else
            {
                output.Append(c);
            }
        }

        output.Append(quote);
    }

    public static void AppendAtom(StringBuilder output, string name)
    {
        if (NeedsQuotes(name))
        {
            Append(output, name, '\'');
        }
        else
        {
            output.Append(name);
        }
    }

    private static bool NeedsQuotes(string name)
        => name.Length == 0 || !NameCharacters.IsLower(name[0]) || !name.All(NameCharacters.IsPart) || ReservedWords.Contains(name);
}
