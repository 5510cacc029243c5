namespace Chan.Distribution.Net.Nodes;

/// <summary>Tasks that run until they end and that one owner waits for. Thread-safe.</summary>
internal sealed class OwnedTasks
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count = 1;
    private bool _isClosed;

    /// <summary>Tasks running now.</summary>
    public int Count => Volatile.Read(ref _count) - 1;

    /// <summary>Starts one on the pool. False when the owner has closed.</summary>
    /// <param name="body">Sees to its own exceptions; one that escapes makes <see cref="CloseAsync"/> fail.</param>
    public bool TryRun(Func<Task> body)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return false;
            }

            _count++;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static job => job.self.Begin(job.body), (self: this, body), preferLocal: false);
        return true;
    }

    /// <summary>Takes no more tasks and completes when all have ended.</summary>
    /// <exception cref="Exception">What escaped from one of them first.</exception>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _isClosed = true;
                NoteEnd();
            }
        }

        return _empty.Task;
    }

    // The one place where nobody awaits: the end of the task is noted by the task itself.
    private async void Begin(Func<Task> body)
    {
        try
        {
            await body().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // It is handed to the owner.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _empty.TrySetException(fault);
        }

        lock (_lock)
        {
            NoteEnd();
        }
    }

    private void NoteEnd()
    {
        if (--_count == 0)
        {
            _empty.TrySetResult();
        }
    }
}
