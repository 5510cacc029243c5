using System.Text;

namespace Chan.Server.Configuration.Parsing;

/// <summary>One line of a file, made fit to be shown: masked, cut, without control characters.</summary>
/// <param name="Line">The line.</param>
/// <param name="CaretOffset">Zero-based place that the caret points to.</param>
internal readonly record struct SourceExcerpt(string Line, int CaretOffset)
{
    /// <summary>Longest excerpt, in characters: fits two lines of a narrow terminal.</summary>
    private const int MaxLength = 150;

    /// <summary>Characters kept left of the caret when a line is cut.</summary>
    private const int MaxBeforeCaret = 100;

    private const string Mask = "***";

    /// <summary>Makes the excerpt of the line between two offsets of a text.</summary>
    public static SourceExcerpt Make(string text, int start, int end, int offset, IReadOnlyList<TextSpan> masked)
    {
        var line = new StringBuilder();
        int caret = 0;
        int position = start;
        while (position < end)
        {
            TextSpan? mask = CoveringMask(masked, position);
            int next = Math.Min(end, mask?.End ?? position + 1);
            if (offset >= position && offset < next)
            {
                caret = line.Length;
            }

            line.Append(mask is null ? Printable(text[position]).ToString() : Mask);
            position = next;
        }

        caret = offset >= end ? line.ToString().TrimEnd().Length : caret;
        return Cut(line.ToString().TrimEnd(), caret);
    }

    private static SourceExcerpt Cut(string line, int caret)
    {
        int indent = line.Length - line.TrimStart().Length;
        int from = Math.Min(indent, caret);
        if (caret - from > MaxBeforeCaret)
        {
            from = caret - MaxBeforeCaret;
        }

        string rest = line[from..];
        return new(rest.Length > MaxLength ? rest[..MaxLength] + "..." : rest, caret - from);
    }

    private static TextSpan? CoveringMask(IReadOnlyList<TextSpan> masked, int position)
    {
        foreach (TextSpan span in masked)
        {
            if (position >= span.Start && position < span.End)
            {
                return span;
            }
        }

        return null;
    }

    private static char Printable(char c) => c == '\t' ? ' ' : char.IsControl(c) || char.IsSurrogate(c) ? '?' : c;
}
