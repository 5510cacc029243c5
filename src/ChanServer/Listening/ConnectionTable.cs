using System.Collections.Concurrent;

namespace Chan.Server.Listening;

/// <summary>The open connections of one port: each is entered before it starts and leaves when all of it has ended. Thread-safe.</summary>
internal sealed class ConnectionTable
{
    private readonly ConcurrentDictionary<Connection, byte> _connections = new();
    private int _count;

    /// <summary>Open connections.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Enters a connection unless so many are open.</summary>
    public bool TryAdd(Connection connection, int limit)
    {
        if (Interlocked.Increment(ref _count) > limit)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        _connections.TryAdd(connection, 0);
        return true;
    }

    /// <summary>Takes a connection out.</summary>
    public void Remove(Connection connection)
    {
        if (_connections.TryRemove(connection, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>The connections open now.</summary>
    public ICollection<Connection> Snapshot() => _connections.Keys;
}
