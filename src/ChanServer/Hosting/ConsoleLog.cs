using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Hosting;

/// <summary>The program's log: one short line for each event, with its time (UTC), level and number.</summary>
/// <remarks>
/// Thread-safe. Whoever logs never waits for the terminal: lines are queued, and beyond <see cref="QueueLength"/> they are
/// counted instead. Owned by the program, which disposes it after the host: a host does not dispose providers given to it.
/// </remarks>
[ProviderAlias("Console")]
internal sealed class ConsoleLog : ILoggerProvider, IAsyncDisposable
{
    /// <summary>Lines that wait to be written; about a megabyte.</summary>
    internal const int QueueLength = 4096;

    private readonly Channel<(string? Line, TaskCompletionSource? Written)> _queue
        = Channel.CreateBounded<(string?, TaskCompletionSource?)>(new BoundedChannelOptions(QueueLength) { SingleReader = true });

    private readonly TextWriter _output;
    private readonly TimeProvider _time;
    private readonly Task _writing;
    private int _lost;

    /// <param name="output">Where lines go; not disposed.</param>
    /// <param name="time">Clock of the lines.</param>
    public ConsoleLog(TextWriter output, TimeProvider time)
    {
        _output = output;
        _time = time;
        _writing = Task.Run(WriteAsync);
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>Completes when everything logged before is written.</summary>
    public async Task FlushAsync()
    {
        TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync((null, written)).ConfigureAwait(false);
        await written.Task.ConfigureAwait(false);
    }

    /// <summary>Nothing: see <see cref="DisposeAsync"/>.</summary>
    public void Dispose()
    {
    }

    /// <summary>Writes what is queued; later lines are dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
    }

    private void Add(string line)
    {
        if (!_queue.Writer.TryWrite((line, null)))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    private async Task WriteAsync()
    {
        await foreach ((string? line, TaskCompletionSource? written) in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            await WriteLineAsync(line).ConfigureAwait(false);
            if (Interlocked.Exchange(ref _lost, 0) is > 0 and int lost)
            {
                await WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{lost} lines of the log are missing here: they came faster than they could be written.")).ConfigureAwait(false);
            }

            written?.TrySetResult();
        }
    }

    private async Task WriteLineAsync(string? line)
    {
        try
        {
            if (line is not null)
            {
                await _output.WriteLineAsync(line).ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            // The terminal is gone; the gateway goes on.
        }
    }

    private sealed class Logger(ConsoleLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string name = eventId.Id == 0 ? category : eventId.Id.ToString(CultureInfo.InvariantCulture);
            string line = string.Create(CultureInfo.InvariantCulture,
                $"{log._time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'} {Show(logLevel)} {name} {formatter(state, exception)}");
            log.Add(exception is null ? line : $"{line}\n{exception}");
        }

        private static string Show(LogLevel level) => level switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warning",
            LogLevel.Error => "error",
            _ => "critical",
        };
    }
}
