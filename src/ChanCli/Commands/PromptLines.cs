using Chan.Cli.Terminal;

namespace Chan.Cli.Commands;

/// <summary>Lines typed at a terminal.</summary>
internal sealed class PromptLines(LineEditor editor) : ILineSource
{
    /// <inheritdoc/>
    public bool IsInteractive => true;

    /// <inheritdoc/>
    public Task<string?> ReadLineAsync(CancellationToken cancellationToken) => editor.ReadLineAsync(cancellationToken);

    /// <inheritdoc/>
    public void Print(Action print) => editor.PrintAbove(print);
}
