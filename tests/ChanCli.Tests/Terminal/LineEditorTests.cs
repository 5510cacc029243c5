using Chan.Cli.Terminal;
using Chan.Cli.Tests.Kit;
using Chan.TestKit;

namespace Chan.Cli.Tests.Terminal;

public class LineEditorTests
{
    private readonly FakeTerminal _terminal = new();

    [Fact]
    public async Task What_is_typed_comes_back_at_enter()
    {
        _terminal.Type("{lookup, joe}\n");

        Assert.Equal("{lookup, joe}", await ReadAsync());
    }

    [Fact]
    public async Task Keys_edit_the_line_as_in_readline()
    {
        _terminal.Type("ad").Press(ConsoleKey.LeftArrow).Type("bc").Press(ConsoleKey.Home).Type("<").Press(ConsoleKey.End).Type(">x");
        _terminal.Press(ConsoleKey.Backspace).Press(ConsoleKey.A, ConsoleModifiers.Control).Press(ConsoleKey.Delete).Type("\n");

        Assert.Equal("abcd>", await ReadAsync());
    }

    [Theory]
    [InlineData(ConsoleKey.U, "three")]
    [InlineData(ConsoleKey.K, "one two ")]
    [InlineData(ConsoleKey.W, "one three")]
    [InlineData(ConsoleKey.C, "")]
    public async Task Control_keys_delete_parts_of_the_line(ConsoleKey key, string rest)
    {
        _terminal.Type("one two three");
        for (int i = 0; i < "three".Length; i++)
        {
            _terminal.Press(ConsoleKey.B, ConsoleModifiers.Control);
        }

        _terminal.Press(key, ConsoleModifiers.Control).Type("\n");

        Assert.Equal(rest, await ReadAsync());
    }

    [Fact]
    public async Task The_arrows_walk_through_earlier_lines_and_back_to_the_draft()
    {
        var editor = new LineEditor(_terminal, "> ");
        _terminal.Type("first\n").Type("second\n");
        await ReadAsync(editor);
        await ReadAsync(editor);

        _terminal.Type("draft").Press(ConsoleKey.UpArrow).Press(ConsoleKey.UpArrow).Press(ConsoleKey.UpArrow).Type("!\n");
        Assert.Equal("first!", await ReadAsync(editor));
        _terminal.Type("draft").Press(ConsoleKey.UpArrow).Press(ConsoleKey.DownArrow).Press(ConsoleKey.DownArrow).Type("\n");
        Assert.Equal("draft", await ReadAsync(editor));
    }

    [Theory]
    [InlineData(ConsoleKey.D)]
    [InlineData(ConsoleKey.C)]
    public async Task Ctrl_d_or_ctrl_c_on_an_empty_line_is_the_end(ConsoleKey key)
    {
        _terminal.Press(key, ConsoleModifiers.Control);

        Assert.Null(await ReadAsync());
    }

    [Fact]
    public async Task A_keyboard_that_is_gone_is_the_end()
    {
        _terminal.Type("half").Hangup();

        Assert.Null(await ReadAsync());
    }

    [Fact]
    public async Task A_line_longer_than_the_screen_stays_on_one_row()
    {
        var narrow = new FakeTerminal { Width = 10 };
        narrow.Type("abcdefghijklmnop\n");

        Assert.Equal("abcdefghijklmnop", await ReadAsync(new LineEditor(narrow, "> ")));
        Assert.All(
            narrow.Written.Split('\r'),
            static row => Assert.True(row.Replace("\u001b[K", "", StringComparison.Ordinal).Length < 10, row));
    }

    [Fact]
    public async Task Printing_above_shows_the_typed_line_again()
    {
        var editor = new LineEditor(_terminal, "> ");
        using var cancel = new CancellationTokenSource();
        Task<string?> reading = editor.ReadLineAsync(cancel.Token);

        editor.PrintAbove(() => _terminal.Write("push: 1\n"));

        Assert.EndsWith("\r\u001b[Kpush: 1\n\r\u001b[K> \r\u001b[2C", _terminal.Written, StringComparison.Ordinal);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private Task<string?> ReadAsync() => ReadAsync(new LineEditor(_terminal, "> "));

    private static Task<string?> ReadAsync(LineEditor editor) => editor.ReadLineAsync(CancellationToken.None).WaitAsync(TestTimeouts.Long);
}
