using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chan.Cli.Nodes;

/// <summary>Writes everything that a server of this command logs, one line each, without times and levels: for who watches it.</summary>
internal sealed class LineLog(TextWriter output) : ILoggerFactory, ILogger
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("All lines go to one writer.");

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => NullLogger.Instance.BeginScope(state);

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            lock (_lock)
            {
                output.Write(formatter(state, exception) + "\n");
                output.Flush();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The writer is the caller's.
    }
}
