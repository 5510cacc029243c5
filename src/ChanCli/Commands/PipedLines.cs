namespace Chan.Cli.Commands;

/// <summary>Lines of a file or a pipe.</summary>
internal sealed class PipedLines(TextReader input) : ILineSource
{
    private readonly Lock _output = new();

    /// <inheritdoc/>
    public bool IsInteractive => false;

    /// <inheritdoc/>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
        => await input.ReadLineAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Print(Action print)
    {
        lock (_output)
        {
            print();
        }
    }
}
