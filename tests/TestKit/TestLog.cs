using Microsoft.Extensions.Logging;
using Xunit;

namespace Chan.TestKit;

/// <summary>Collects what the code under test logs, and fails the test at its end for a warning or error that the test did not announce.</summary>
/// <remarks>
/// Thread-safe. Make one per test, as a field of the test class that its <c>Dispose</c> disposes, or with <c>using</c>.
/// Exceptions of tasks that nobody observed count as errors; they come up when the garbage collector finds the task, so they may be
/// reported by a later test than the one that caused them: the stack trace says whose they are.
/// </remarks>
public sealed class TestLog : ILoggerFactory
{
    private readonly Lock _lock = new();
    private readonly List<TestLogEntry> _entries = [];
    private readonly List<Expectation> _expectations = [];
    private readonly List<Exception> _unobserved = [];
    private TaskCompletionSource _changed = NewSignal();
    private bool _disposed;

    /// <summary>Makes an empty log and starts to watch for unobserved exceptions.</summary>
    public TestLog() => TaskScheduler.UnobservedTaskException += OnUnobserved;

    /// <summary>Everything logged so far, oldest first.</summary>
    public IReadOnlyList<TestLogEntry> Entries
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>Announces an entry of level Warning or above: it must come at least once, and does not fail the test.</summary>
    /// <param name="level">The level it must have.</param>
    /// <param name="text">A part of its message; any message if not given.</param>
    public void Expect(LogLevel level, string? text = null)
        => Expect(entry => Matches(entry, level, text), $"{level} with \"{text}\"");

    /// <summary>Announces an entry by its event id: it must come at least once, and does not fail the test.</summary>
    public void Expect(int eventId) => Expect(entry => entry.EventId.Id == eventId, $"event {eventId}");

    /// <summary>Announces an entry by a condition: it must come at least once, and does not fail the test.</summary>
    /// <param name="match">Says whether an entry is the expected one.</param>
    /// <param name="description">Names the expectation where it is not met.</param>
    public void Expect(Func<TestLogEntry, bool> match, string description) => Add(new Expectation(match, description, IsRequired: true));

    /// <summary>Allows entries that may or may not come: they do not fail the test.</summary>
    /// <param name="level">The level they have.</param>
    /// <param name="text">A part of their message; any message if not given.</param>
    public void Allow(LogLevel level, string? text = null)
        => Add(new Expectation(entry => Matches(entry, level, text), $"{level} with \"{text}\"", IsRequired: false));

    /// <summary>Allows entries by a condition: they may or may not come, and do not fail the test.</summary>
    /// <param name="match">Says whether an entry is allowed.</param>
    /// <param name="description">What they are, for the reader.</param>
    public void Allow(Func<TestLogEntry, bool> match, string description) => Add(new Expectation(match, description, IsRequired: false));

    /// <summary>Waits for an entry, which may have come already.</summary>
    /// <exception cref="TimeoutException">It did not come within <see cref="TestTimeouts.Long"/>.</exception>
    public async Task<TestLogEntry> WaitForAsync(Func<TestLogEntry, bool> match, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_entries.Find(entry => match(entry)) is { } found)
                {
                    return found;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(TestTimeouts.Long, cancellationToken);
        }
    }

    /// <summary>Waits for an entry with the event id, which may have come already.</summary>
    /// <exception cref="TimeoutException">It did not come within <see cref="TestTimeouts.Long"/>.</exception>
    public Task<TestLogEntry> WaitForAsync(int eventId, CancellationToken cancellationToken = default)
        => WaitForAsync(entry => entry.EventId.Id == eventId, cancellationToken);

    /// <summary>Runs the garbage collector so that exceptions nobody observed come up now, then fails if there are any.</summary>
    public void AssertNoUnobservedTaskExceptions()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        lock (_lock)
        {
            Assert.True(_unobserved.Count == 0, string.Join(Environment.NewLine, _unobserved));
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>Does nothing: the log is its own and only provider.</summary>
    /// <param name="provider">Not used.</param>
    public void AddProvider(ILoggerProvider provider) => ArgumentNullException.ThrowIfNull(provider);

    /// <summary>Ends the log.</summary>
    /// <exception cref="Xunit.Sdk.FailException">There were unannounced warnings or errors, or an expected entry did not come.</exception>
    public void Dispose()
    {
        string[] faults;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            TaskScheduler.UnobservedTaskException -= OnUnobserved;
            faults = [.. Faults()];
        }

        if (faults.Length > 0)
        {
            Assert.Fail(string.Join(Environment.NewLine, faults));
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static bool Matches(TestLogEntry entry, LogLevel level, string? text)
        => entry.Level == level && (text is null || entry.Message.Contains(text, StringComparison.Ordinal));

    private IEnumerable<string> Faults()
    {
        foreach (TestLogEntry entry in _entries)
        {
            if (entry.Level >= LogLevel.Warning && !_expectations.Exists(expectation => expectation.Match(entry)))
            {
                yield return $"Unexpected log entry: {entry}";
            }
        }

        foreach (Expectation expectation in _expectations)
        {
            if (expectation.IsRequired && !_entries.Exists(entry => expectation.Match(entry)))
            {
                yield return $"Expected log entry did not come: {expectation.Description}";
            }
        }

        foreach (Exception exception in _unobserved)
        {
            yield return $"A task failed and nobody looked: {exception}";
        }
    }

    private void Add(Expectation expectation)
    {
        lock (_lock)
        {
            _expectations.Add(expectation);
        }
    }

    private void Add(TestLogEntry entry)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _entries.Add(entry);
            changed = _changed;
            _changed = NewSignal();
        }

        changed.TrySetResult();
    }

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs unobserved)
    {
        lock (_lock)
        {
            _unobserved.Add(unobserved.Exception);
        }
    }

    private sealed record Expectation(Func<TestLogEntry, bool> Match, string Description, bool IsRequired);

    private sealed class Logger(TestLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var values = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach ((string name, object? value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                if (name != "{OriginalFormat}")
                {
                    values[name] = value;
                }
            }

            log.Add(new TestLogEntry(logLevel, category, eventId, formatter(state, exception), exception, values));
        }
    }
}
