using Chan.TestKit;

namespace Chan.Distribution.Tests.Hosting;

/// <summary>What hosted behaviours did, in order, and what they are to do next. A singleton of the host.</summary>
internal sealed class Diary
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Names whose start fails.</summary>
    public HashSet<string> FailsToStart { get; } = [];

    /// <summary>Awaited by every start before it says whether it has failed.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public string[] Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    public void Write(string line)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _lines.Add(line);
            changed = _changed;
            _changed = NewSignal();
        }

        changed.TrySetResult();
    }

    /// <summary>Waits until a line has been written so many times.</summary>
    public async Task WaitForAsync(string line, int times)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_lines.Count(each => each == line) >= times)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(TestTimeouts.Long);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
