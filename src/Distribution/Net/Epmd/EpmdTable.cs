using System.Diagnostics.CodeAnalysis;

namespace Chan.Distribution.Net.Epmd;

/// <summary>The nodes that an epmd knows, and the creations that it gave of late. Thread-safe.</summary>
/// <param name="capacity">Most nodes at once; as many names are remembered after their nodes ended.</param>
/// <param name="time">The clock; creations are its seconds.</param>
internal sealed class EpmdTable(int capacity, TimeProvider time)
{
    // Creations of version 5 count through 1, 2 and 3.
    private const uint OldCreations = 3;
    private const uint SmallestCreation = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, EpmdTableEntry> _active = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EpmdTableEntry> _old = new(StringComparer.Ordinal);
    private readonly Queue<EpmdTableEntry> _oldestFirst = new();
    private int _lastId;

    /// <summary>Nodes that are registered now, the latest first.</summary>
    public IReadOnlyList<EpmdTableEntry> Active
    {
        get
        {
            lock (_lock)
            {
                return [.. _active.Values.OrderByDescending(entry => entry.Id)];
            }
        }
    }

    /// <summary>Nodes that were registered, and whose names nobody has now, the latest first.</summary>
    public IReadOnlyList<EpmdTableEntry> Old
    {
        get
        {
            lock (_lock)
            {
                return [.. _old.Values.OrderByDescending(entry => entry.Id)];
            }
        }
    }

    /// <summary>Registers a node.</summary>
    /// <returns>False if its name is taken, or the table is full.</returns>
    public bool TryAdd(EpmdNode node, [NotNullWhen(true)] out EpmdTableEntry? entry)
    {
        lock (_lock)
        {
            if (_active.Count >= capacity || _active.ContainsKey(node.Name))
            {
                entry = null;
                return false;
            }

            uint last = _old.Remove(node.Name, out EpmdTableEntry? before) ? before.Creation : 0;
            entry = new EpmdTableEntry(++_lastId, node, CreationAfter(last, node));
            _active.Add(node.Name, entry);
            return true;
        }
    }

    /// <summary>Drops a node whose connection ended.</summary>
    public void Remove(EpmdTableEntry entry)
    {
        lock (_lock)
        {
            if (!_active.Remove(entry.Node.Name))
            {
                return;
            }

            _old[entry.Node.Name] = entry;
            _oldestFirst.Enqueue(entry);
            while (_oldestFirst.Count > capacity)
            {
                EpmdTableEntry oldest = _oldestFirst.Dequeue();
                if (_old.TryGetValue(oldest.Node.Name, out EpmdTableEntry? kept) && kept == oldest)
                {
                    _old.Remove(oldest.Node.Name);
                }
            }
        }
    }

    /// <summary>The registered node of a name, or null.</summary>
    public EpmdNode? Find(string name)
    {
        lock (_lock)
        {
            return _active.GetValueOrDefault(name)?.Node;
        }
    }

    private uint CreationAfter(uint last, EpmdNode node)
    {
        if (node.HighestVersion < Messages.EpmdWire.Version)
        {
            return last < OldCreations ? last + 1 : (last % OldCreations) + 1;
        }

        // Always a later one: also when the clock went back, and for three lives within a second.
        uint seconds = (uint)time.GetUtcNow().ToUnixTimeSeconds();
        return Math.Max(Math.Max(seconds, last == uint.MaxValue ? 0 : last + 1), SmallestCreation);
    }
}
