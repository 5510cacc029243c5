using System.Text;
using System.Threading.Channels;
using Chan.Cli.Terminal;

namespace Chan.Cli.Tests.Kit;

/// <summary>A keyboard whose keys the test presses, and a screen that keeps what was written.</summary>
internal sealed class FakeTerminal : ITerminal
{
    private readonly Channel<ConsoleKeyInfo> _keys = Channel.CreateUnbounded<ConsoleKeyInfo>();
    private readonly Lock _gate = new();
    private readonly StringBuilder _written = new();

    public int Width { get; init; } = 80;

    /// <summary>Everything written, control sequences included.</summary>
    internal string Written
    {
        get
        {
            lock (_gate)
            {
                return _written.ToString();
            }
        }
    }

    public async Task<ConsoleKeyInfo?> ReadKeyAsync(CancellationToken cancellationToken)
        => await _keys.Reader.WaitToReadAsync(cancellationToken) && _keys.Reader.TryRead(out ConsoleKeyInfo key) ? key : null;

    public void Write(string text)
    {
        lock (_gate)
        {
            _written.Append(text);
        }
    }

    internal FakeTerminal Type(string text)
    {
        foreach (char c in text)
        {
            _keys.Writer.TryWrite(c == '\n' ? new('\r', ConsoleKey.Enter, false, false, false) : new(c, ConsoleKey.None, false, false, false));
        }

        return this;
    }

    internal FakeTerminal Press(ConsoleKey key, ConsoleModifiers modifiers = ConsoleModifiers.None)
    {
        char c = modifiers.HasFlag(ConsoleModifiers.Control) && key is >= ConsoleKey.A and <= ConsoleKey.Z ? (char)(key - ConsoleKey.A + 1) : '\0';
        _keys.Writer.TryWrite(new(c, key, false, false, modifiers.HasFlag(ConsoleModifiers.Control)));
        return this;
    }

    internal FakeTerminal Hangup()
    {
        _keys.Writer.TryComplete();
        return this;
    }
}
