namespace Chan.Cli.Terminal;

/// <summary>Keyboard and screen; a fake plays keys in tests.</summary>
internal interface ITerminal
{
    /// <summary>Columns of the screen, at least 1.</summary>
    int Width { get; }

    /// <summary>The next key, not shown on the screen; null when the keyboard is gone. Ctrl-C comes as a key.</summary>
    Task<ConsoleKeyInfo?> ReadKeyAsync(CancellationToken cancellationToken);

    /// <summary>Writes text and control sequences (ECMA-48) as they are.</summary>
    void Write(string text);
}
