namespace Chan.Cli.Terminal;

/// <summary>The console of this process. Writes to standard error, so that standard output holds nothing but answers.</summary>
internal sealed class SystemTerminal : ITerminal
{
    /// <inheritdoc/>
    public int Width => Math.Max(1, Console.WindowWidth);

    /// <inheritdoc/>
    public async Task<ConsoleKeyInfo?> ReadKeyAsync(CancellationToken cancellationToken)
    {
        // Console.ReadKey cannot be cancelled: a thread of its own waits in it, and dies with the process if no key comes.
        Console.TreatControlCAsInput = true;
        Task<ConsoleKeyInfo?> key = Task.Factory.StartNew(ReadKey, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return await key.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Write(string text) => Console.Error.Write(text);

    private static ConsoleKeyInfo? ReadKey()
    {
        try
        {
            return Console.ReadKey(intercept: true);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
