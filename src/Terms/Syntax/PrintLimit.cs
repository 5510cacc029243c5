using System.Text;

namespace Chan.Terms.Syntax;

/// <summary>The text of a term that is being printed, and how long it may become.</summary>
/// <param name="Text">What is printed so far.</param>
/// <param name="MaxLength">Most characters that are kept.</param>
internal readonly record struct PrintLimit(StringBuilder Text, int MaxLength)
{
    private const string Mark = "...";

    /// <summary>Whether there is more than will be kept.</summary>
    public bool IsOver => Text.Length > MaxLength;

    /// <summary>How many of so many elements to print: all, or so many that the text is too long with them when each makes a character.</summary>
    public int Take(int count) => (int)Math.Min(count, Math.Max(0L, (long)MaxLength - Text.Length) + 1);

    /// <summary>As <see cref="Take"/> for the bytes of a text: up to four make a character.</summary>
    public int TakeBytes(int count) => (int)Math.Min(count, 4L * (Take(count) + 1L));

    /// <summary>The text, cut where it is too long.</summary>
    public string ToText()
    {
        if (!IsOver)
        {
            return Text.ToString();
        }

        int length = MaxLength > 0 && char.IsHighSurrogate(Text[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        return Text.Remove(length, Text.Length - length).Append(Mark).ToString();
    }
}
