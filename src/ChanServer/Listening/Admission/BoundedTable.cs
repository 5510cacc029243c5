using System.Diagnostics.CodeAnalysis;

namespace Chan.Server.Listening.Admission;

/// <summary>A table whose keys are the peer's choice, so it is bounded: idle entries go first, and when none is idle, new keys share one entry.</summary>
/// <remarks>
/// Dropping an entry that is still in force would let a peer wash off its own score by filling the table; so a full table of entries in force
/// makes newcomers share an overflow entry: they are then limited together, never unlimited. Not thread-safe; <see cref="AdmissionDesk"/> holds the lock.
/// </remarks>
internal sealed class BoundedTable<TKey, TEntry>(int capacity, Func<TEntry> create, Func<TEntry, bool> isIdle)
    where TKey : notnull
    where TEntry : class
{
    // Entries looked at for one that is idle; those still in force go to the back, as in the clock algorithm.
    private const int Probes = 8;

    private readonly Dictionary<TKey, LinkedListNode<Row>> _rows = [];
    private readonly LinkedList<Row> _oldestFirst = new();

    /// <summary>Entries in the table, without the shared one.</summary>
    public int Count => _rows.Count;

    /// <summary>The entry that keys share when the table is full of entries in force.</summary>
    public TEntry Overflow { get; } = create();

    /// <summary>The entry of a key, made if there is room; else <see cref="Overflow"/>.</summary>
    public TEntry GetOrAdd(TKey key)
    {
        if (_rows.TryGetValue(key, out LinkedListNode<Row>? row))
        {
            MoveToBack(row);
            return row.Value.Entry;
        }

        if (_rows.Count >= capacity && !TryDropIdle())
        {
            return Overflow;
        }

        TEntry entry = create();
        _rows.Add(key, _oldestFirst.AddLast(new Row(key, entry)));
        return entry;
    }

    /// <summary>The entry of a key that has one of its own.</summary>
    public bool TryGet(TKey key, [NotNullWhen(true)] out TEntry? entry)
    {
        entry = _rows.TryGetValue(key, out LinkedListNode<Row>? row) ? row.Value.Entry : null;
        return entry is not null;
    }

    private bool TryDropIdle()
    {
        for (int probe = 0; probe < Probes && _oldestFirst.First is { } oldest; probe++)
        {
            if (isIdle(oldest.Value.Entry))
            {
                _oldestFirst.Remove(oldest);
                _rows.Remove(oldest.Value.Key);
                return true;
            }

            MoveToBack(oldest);
        }

        return false;
    }

    private void MoveToBack(LinkedListNode<Row> row)
    {
        if (row != _oldestFirst.Last)
        {
            _oldestFirst.Remove(row);
            _oldestFirst.AddLast(row);
        }
    }

    private readonly record struct Row(TKey Key, TEntry Entry);
}
