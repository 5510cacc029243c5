namespace Chan.Cli.Terminal;

/// <summary>Reads lines from a terminal with editing keys (as in readline) and history; text may be printed above while a line is typed.</summary>
internal sealed class LineEditor(ITerminal terminal, string prompt)
{
    private const string ClearLine = "\r\u001b[K";

    private readonly Lock _screen = new();
    private readonly LineHistory _history = new();
    private readonly LineBuffer _line = new();
    private bool _editing;

    /// <summary>The next line; null at Ctrl-D on an empty line, Ctrl-C on an empty line, or when the keyboard is gone.</summary>
    internal async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        lock (_screen)
        {
            _line.Set("");
            _editing = true;
            Draw();
        }

        try
        {
            while (true)
            {
                ConsoleKeyInfo? key = await terminal.ReadKeyAsync(cancellationToken).ConfigureAwait(false);
                lock (_screen)
                {
                    if (key is not { } pressed || IsEnd(pressed))
                    {
                        return null;
                    }

                    if (pressed.Key == ConsoleKey.Enter)
                    {
                        string line = _line.ToString();
                        _history.Add(line);
                        return line;
                    }

                    Edit(pressed);
                    Draw();
                }
            }
        }
        finally
        {
            lock (_screen)
            {
                _editing = false;
                terminal.Write("\r\n");
            }
        }
    }

    /// <summary>Prints through <paramref name="print"/> above the line that is being typed.</summary>
    internal void PrintAbove(Action print)
    {
        lock (_screen)
        {
            if (_editing)
            {
                terminal.Write(ClearLine);
            }

            print();
            if (_editing)
            {
                Draw();
            }
        }
    }

    private bool IsEnd(ConsoleKeyInfo key)
        => _line.Length == 0 && key.Modifiers.HasFlag(ConsoleModifiers.Control) && key.Key is ConsoleKey.D or ConsoleKey.C;

    private void Edit(ConsoleKeyInfo key)
    {
        if (key.Modifiers.HasFlag(ConsoleModifiers.Control) && EditWithControl(key.Key))
        {
            return;
        }

        switch (key.Key)
        {
            case ConsoleKey.LeftArrow:
                _line.MoveBy(-1);
                break;
            case ConsoleKey.RightArrow:
                _line.MoveBy(1);
                break;
            case ConsoleKey.Home:
                _line.MoveToStart();
                break;
            case ConsoleKey.End:
                _line.MoveToEnd();
                break;
            case ConsoleKey.Backspace:
                _line.DeleteBefore();
                break;
            case ConsoleKey.Delete:
                _line.DeleteAfter();
                break;
            case ConsoleKey.UpArrow when _history.Previous(_line.ToString()) is { } earlier:
                _line.Set(earlier);
                break;
            case ConsoleKey.DownArrow when _history.Next() is { } later:
                _line.Set(later);
                break;
            default:
                if (!char.IsControl(key.KeyChar))
                {
                    _line.Insert(key.KeyChar);
                }

                break;
        }
    }

    private bool EditWithControl(ConsoleKey key)
    {
        switch (key)
        {
            case ConsoleKey.A:
                _line.MoveToStart();
                return true;
            case ConsoleKey.E:
                _line.MoveToEnd();
                return true;
            case ConsoleKey.B:
                _line.MoveBy(-1);
                return true;
            case ConsoleKey.F:
                _line.MoveBy(1);
                return true;
            case ConsoleKey.D:
                _line.DeleteAfter();
                return true;
            case ConsoleKey.U:
                _line.DeleteToStart();
                return true;
            case ConsoleKey.K:
                _line.DeleteToEnd();
                return true;
            case ConsoleKey.W:
                _line.DeletePreviousWord();
                return true;
            case ConsoleKey.C:
                _line.Set("");
                return true;
            case ConsoleKey.LeftArrow:
                _line.MoveToPreviousWord();
                return true;
            case ConsoleKey.RightArrow:
                _line.MoveToNextWord();
                return true;
            default:
                return false;
        }
    }

    /// <summary>Draws prompt and line; a line longer than the screen scrolls sideways, so that it always takes one row.</summary>
    private void Draw()
    {
        int room = Math.Max(1, terminal.Width - prompt.Length - 1);
        int from = Math.Max(0, _line.Cursor - room);
        string text = _line.ToString();
        string visible = text.Substring(from, Math.Min(room, text.Length - from));
        int column = prompt.Length + _line.Cursor - from;
        terminal.Write(ClearLine + prompt + visible + "\r" + (column > 0 ? $"\u001b[{column}C" : ""));
    }
}
