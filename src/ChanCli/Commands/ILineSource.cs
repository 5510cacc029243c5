namespace Chan.Cli.Commands;

/// <summary>Where a conversation's lines come from.</summary>
internal interface ILineSource
{
    /// <summary>Whether a person types the lines.</summary>
    bool IsInteractive { get; }

    /// <summary>The next line; null at the end.</summary>
    Task<string?> ReadLineAsync(CancellationToken cancellationToken);

    /// <summary>Runs code that prints, without disturbing the line that is being typed.</summary>
    void Print(Action print);
}
