namespace Chan.Server.Configuration.Parsing;

/// <summary>The text of a configuration file, with what is needed to point into it.</summary>
internal sealed class SourceText
{
    private readonly List<int> _lineStarts = [0];
    private readonly IReadOnlyList<TextSpan> _masked;

    /// <param name="path">Path as the user gave it; shown in faults.</param>
    /// <param name="text">The whole text.</param>
    /// <param name="masked">Spans that are never shown, ascending and disjoint.</param>
    public SourceText(string path, string text, IReadOnlyList<TextSpan> masked)
    {
        Path = path;
        Text = text;
        _masked = masked;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                _lineStarts.Add(i + 1);
            }
        }
    }

    public string Path { get; }

    public string Text { get; }

    /// <summary>Line and column of an offset, both from 1.</summary>
    public (int Line, int Column) Locate(int offset)
    {
        int index = _lineStarts.BinarySearch(offset);
        int line = index >= 0 ? index : ~index - 1;
        return (line + 1, offset - _lineStarts[line] + 1);
    }

    /// <summary>Offset of a line and column, both from 1; the nearest place inside the text if there is none such.</summary>
    public int OffsetOf(int line, int column)
    {
        int start = _lineStarts[Math.Clamp(line - 1, 0, _lineStarts.Count - 1)];
        return Math.Clamp(start + Math.Max(column, 1) - 1, 0, Text.Length);
    }

    /// <summary>True if a piece of text quotes something that is never shown.</summary>
    public bool Quotes(string message)
        => _masked.Any(span => span.Length > 1 && message.Contains(Text.Substring(span.Start, span.Length), StringComparison.Ordinal));

    /// <summary>The line of an offset as it may be shown, and where in it the offset is.</summary>
    public SourceExcerpt Excerpt(int offset)
    {
        (int line, _) = Locate(offset);
        int start = _lineStarts[line - 1];
        int end = Text.IndexOf('\n', start);
        end = end < 0 ? Text.Length : end;
        return SourceExcerpt.Make(Text, start, end, offset, _masked);
    }
}
