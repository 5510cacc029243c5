using Chan.Terms;

namespace Chan.Distribution.Processes.Signals;

/// <summary>The pids that a process is linked to. Guarded by the lock of the relations that it belongs to.</summary>
/// <remarks>Most processes have one or two links: a short array. Beyond <see cref="MaxListed"/> a hash set.</remarks>
internal sealed class LinkSet
{
    private const int MaxListed = 8;
    private ErlPid[] _few = new ErlPid[2];
    private int _count;
    private HashSet<ErlPid>? _many;

    public int Count => _many?.Count ?? _count;

    public bool Add(ErlPid pid)
    {
        if (_many is not null)
        {
            return _many.Add(pid);
        }

        if (IndexOf(pid) >= 0)
        {
            return false;
        }

        if (_count == MaxListed)
        {
            _many = [.. _few, pid];
            _few = [];
            return true;
        }

        if (_count == _few.Length)
        {
            Array.Resize(ref _few, Math.Min(MaxListed, _count * 2));
        }

        _few[_count++] = pid;
        return true;
    }

    public bool Remove(ErlPid pid)
    {
        if (_many is not null)
        {
            return _many.Remove(pid);
        }

        int index = IndexOf(pid);
        if (index < 0)
        {
            return false;
        }

        _few[index] = _few[--_count];
        _few[_count] = null!;
        return true;
    }

    /// <summary>Whether one of the pids is of this node. A large set says yes without looking.</summary>
    public bool MayHoldOneOf(ErlAtom node)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_few[i].Node == node)
            {
                return true;
            }
        }

        return _many is { Count: > 0 };
    }

    public ErlPid[] ToArray() => _many is null ? _few.AsSpan(0, _count).ToArray() : [.. _many];

    private int IndexOf(ErlPid pid)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_few[i].Equals(pid))
            {
                return i;
            }
        }

        return -1;
    }
}
