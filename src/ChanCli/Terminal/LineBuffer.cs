using System.Text;

namespace Chan.Cli.Terminal;

/// <summary>The line that is being edited: its text and the place of the cursor.</summary>
internal sealed class LineBuffer
{
    private readonly StringBuilder _text = new();

    internal int Cursor { get; private set; }

    internal int Length => _text.Length;

    internal void Insert(char c) => _text.Insert(Cursor++, c);

    internal void Set(string text)
    {
        _text.Clear().Append(text);
        Cursor = text.Length;
    }

    internal void MoveBy(int distance) => Cursor = Math.Clamp(Cursor + distance, 0, _text.Length);

    internal void MoveToStart() => Cursor = 0;

    internal void MoveToEnd() => Cursor = _text.Length;

    internal void MoveToPreviousWord() => Cursor = PreviousWord();

    internal void MoveToNextWord()
    {
        while (Cursor < _text.Length && !char.IsLetterOrDigit(_text[Cursor]))
        {
            Cursor++;
        }

        while (Cursor < _text.Length && char.IsLetterOrDigit(_text[Cursor]))
        {
            Cursor++;
        }
    }

    internal void DeleteBefore()
    {
        if (Cursor > 0)
        {
            _text.Remove(--Cursor, 1);
        }
    }

    internal void DeleteAfter()
    {
        if (Cursor < _text.Length)
        {
            _text.Remove(Cursor, 1);
        }
    }

    internal void DeleteToStart()
    {
        _text.Remove(0, Cursor);
        Cursor = 0;
    }

    internal void DeleteToEnd() => _text.Remove(Cursor, _text.Length - Cursor);

    internal void DeletePreviousWord()
    {
        int start = PreviousWord();
        _text.Remove(start, Cursor - start);
        Cursor = start;
    }

    public override string ToString() => _text.ToString();

    private int PreviousWord()
    {
        int at = Cursor;
        while (at > 0 && !char.IsLetterOrDigit(_text[at - 1]))
        {
            at--;
        }

        while (at > 0 && char.IsLetterOrDigit(_text[at - 1]))
        {
            at--;
        }

        return at;
    }
}
