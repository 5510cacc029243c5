using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <summary>All living processes of a node by the number in their pid. Safe from any thread; looking up takes no lock.</summary>
/// <remarks>
/// A pid's id is its slot, its serial the use of that slot. A slot is used again only when at least
/// <see cref="MinFreeSlots"/> others are free, oldest first: at a million processes a second the same pid returns after 50 days.
/// </remarks>
internal sealed class ProcessTable(int maxProcesses)
{
    private const int ChunkBits = 10;
    private const int ChunkLength = 1 << ChunkBits;
    private const int MinFreeSlots = 1024;
    private readonly Lock _lock = new();
    private Slot[][] _chunks = [new Slot[ChunkLength]];
    private int _used = 1;
    private int _free;
    private int _firstFree;
    private int _lastFree;
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public int Limit => maxProcesses;

    /// <summary>Takes a slot; it stays empty until <see cref="Publish"/>. False when the node is full.</summary>
    public bool TryReserve(out uint id, out uint serial)
    {
        lock (_lock)
        {
            id = 0;
            serial = 0;
            if (_count >= maxProcesses)
            {
                return false;
            }

            _count++;
            int index = _free > MinFreeSlots ? TakeFreeSlot() : TakeNewSlot();
            id = (uint)index;
            serial = SlotAt(index).Serial;
            return true;
        }
    }

    public void Publish(ProcessContext process) => Volatile.Write(ref SlotAt((int)process.Self.Id).Process, process);

    public ProcessContext? Find(uint id, uint serial)
    {
        Slot[][] chunks = Volatile.Read(ref _chunks);
        uint chunk = id >> ChunkBits;
        if (chunk >= (uint)chunks.Length)
        {
            return null;
        }

        ProcessContext? process = Volatile.Read(ref chunks[chunk][id & (ChunkLength - 1)].Process);
        return process is not null && process.Self.Serial == serial ? process : null;
    }

    public void Remove(ErlPid pid)
    {
        int index = (int)pid.Id;
        lock (_lock)
        {
            ref Slot slot = ref SlotAt(index);
            slot.Process = null;
            slot.Serial++;
            slot.NextFree = 0;
            if (_free++ == 0)
            {
                _firstFree = index;
            }
            else
            {
                SlotAt(_lastFree).NextFree = index;
            }

            _lastFree = index;
            _count--;
        }
    }

    public List<ProcessContext> Snapshot()
    {
        var all = new List<ProcessContext>(Count);
        foreach (Slot[] chunk in Volatile.Read(ref _chunks))
        {
            foreach (ref Slot slot in chunk.AsSpan())
            {
                if (Volatile.Read(ref slot.Process) is { } process)
                {
                    all.Add(process);
                }
            }
        }

        return all;
    }

    /// <summary>For each slot the first serial that no process has had yet.</summary>
    public uint[] SnapshotSerials()
    {
        lock (_lock)
        {
            uint[] serials = new uint[_used];
            for (int i = 0; i < serials.Length; i++)
            {
                ref Slot slot = ref SlotAt(i);
                serials[i] = slot.Process is null ? slot.Serial : slot.Serial + 1;
            }

            return serials;
        }
    }

    /// <summary>Whether a process had these numbers that is gone.</summary>
    public bool HasBeenUsed(uint id, uint serial)
    {
        lock (_lock)
        {
            return id < _used && serial < SlotAt((int)id).Serial;
        }
    }

    private int TakeFreeSlot()
    {
        int index = _firstFree;
        _firstFree = SlotAt(index).NextFree;
        _free--;
        return index;
    }

    private int TakeNewSlot()
    {
        int index = _used++;
        if (index >> ChunkBits == _chunks.Length)
        {
            Slot[][] grown = [.. _chunks, new Slot[ChunkLength]];
            Volatile.Write(ref _chunks, grown);
        }

        return index;
    }

    private ref Slot SlotAt(int index) => ref _chunks[index >> ChunkBits][index & (ChunkLength - 1)];

    private struct Slot
    {
        public ProcessContext? Process;
        public uint Serial;
        public int NextFree;
    }
}
