namespace Chan.Cli.Terminal;

/// <summary>Lines entered before, oldest first, in memory only: what is typed into a session may be confidential.</summary>
internal sealed class LineHistory
{
    private const int MaxLines = 1000;

    private readonly List<string> _lines = [];
    private int _at;
    private string _draft = "";

    internal void Add(string line)
    {
        if (line.Length > 0 && (_lines.Count == 0 || _lines[^1] != line))
        {
            _lines.Add(line);
            if (_lines.Count > MaxLines)
            {
                _lines.RemoveAt(0);
            }
        }

        _at = _lines.Count;
    }

    /// <summary>The line before the shown one; null at the oldest. The line that was being typed is kept for <see cref="Next"/>.</summary>
    internal string? Previous(string shown)
    {
        if (_at == 0)
        {
            return null;
        }

        if (_at == _lines.Count)
        {
            _draft = shown;
        }

        return _lines[--_at];
    }

    /// <summary>The line after the shown one, at last the one that was being typed; null when that is shown already.</summary>
    internal string? Next()
    {
        if (_at >= _lines.Count)
        {
            return null;
        }

        _at++;
        return _at == _lines.Count ? _draft : _lines[_at];
    }
}
