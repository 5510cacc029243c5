using System.Globalization;
using System.Text;

namespace Chan.Server.Diagnostics;

/// <summary>Makes text that a peer or a file chose safe to stand in one line of a log.</summary>
public static class LogText
{
    /// <summary>Characters kept of a name; longer ones are cut and marked.</summary>
    public const int MaxLength = 80;

    /// <summary>
    /// Printable ASCII stays, except the backslash; everything else becomes <c>\uXXXX</c>. At most <see cref="MaxLength"/>
    /// characters of the original are shown, followed by the number that was left out.
    /// </summary>
    /// <param name="text">Anything; null gives <c>-</c>, as an empty text does.</param>
    public static string Escape(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "-";
        }

        if (text.Length <= MaxLength && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var escaped = new StringBuilder(MaxLength * 2);
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, MaxLength)))
        {
            if (c is >= ' ' and <= '~' and not '\\')
            {
                escaped.Append(c);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
        }

        if (text.Length > MaxLength)
        {
            escaped.Append(CultureInfo.InvariantCulture, $"...({text.Length - MaxLength} more)");
        }

        return escaped.ToString();
    }
}
