namespace Chan.Server.Listening;

/// <summary>The open connections of one port: each is entered before it starts and leaves when all of it has ended. Thread-safe.</summary>
internal sealed class ConnectionTable
{
    private readonly Lock _lock = new();
    private readonly HashSet<Connection> _connections = [];
    private TaskCompletionSource? _emptied;

    /// <summary>Open connections.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Enters a connection unless so many are open.</summary>
    public bool TryAdd(Connection connection, int limit)
    {
        lock (_lock)
        {
            return _connections.Count < limit && _connections.Add(connection);
        }
    }

    /// <summary>Takes a connection out.</summary>
    public void Remove(Connection connection)
    {
        TaskCompletionSource? emptied = null;
        lock (_lock)
        {
            if (_connections.Remove(connection) && _connections.Count == 0)
            {
                (emptied, _emptied) = (_emptied, null);
            }
        }

        emptied?.TrySetResult();
    }

    /// <summary>Completes at the next moment without a connection; at once if there is none now.</summary>
    public Task WhenEmpty()
    {
        lock (_lock)
        {
            return _connections.Count == 0
                ? Task.CompletedTask
                : (_emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>The connections open now.</summary>
    public IReadOnlyCollection<Connection> Snapshot()
    {
        lock (_lock)
        {
            return [.. _connections];
        }
    }
}
