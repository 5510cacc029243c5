using Chan.Terms;
using Chan.Terms.Patterns;

namespace Chan.Distribution.Processes.Mailboxes;

/// <summary>Messages that a selective receive has passed over, oldest first. Used by the owning process only.</summary>
/// <remarks>
/// An array and not a list of nodes: every selective receive walks it from the start, and a walk over an array is several
/// times faster. Taking one out of the middle moves the messages before it, which the search has just visited anyway.
/// Once a receive by pattern has searched it, each message's fingerprint lies beside it: later ones look at those, many at a time.
/// </remarks>
internal sealed class SaveQueue
{
    private const int FirstCapacity = 16;
    private const int KeptCapacity = 1024;
    private ErlTerm?[] _items = new ErlTerm?[FirstCapacity];

    /// <summary>The fingerprint of each item at the same index, or <see langword="null"/> until they are asked for.</summary>
    private int[]? _fingerprints;
    private int _head;
    private int _tail;

    public int Count => _tail - _head;

    public ReadOnlySpan<ErlTerm?> Items => _items.AsSpan(_head, Count);

    public void Add(ErlTerm message)
    {
        if (_tail == _items.Length)
        {
            MakeRoom();
        }

        if (_fingerprints is { } fingerprints)
        {
            fingerprints[_tail] = Fingerprint.Of(message);
        }

        _items[_tail++] = message;
    }

    /// <summary>The index of the first message from <paramref name="start"/> on that matches, or -1.</summary>
    public int IndexOf(TermPattern pattern, int start)
    {
        ReadOnlySpan<ErlTerm?> items = Items;
        if (pattern.Tag is null)
        {
            for (int i = start; i < items.Length; i++)
            {
                if (pattern.Matches(items[i]!))
                {
                    return i;
                }
            }

            return -1;
        }

        int wanted = Fingerprint.Of(pattern.Tag, pattern.Arity);
        ReadOnlySpan<int> fingerprints = ObtainFingerprints();
        while (true)
        {
            int next = fingerprints[start..].IndexOf(wanted);
            if (next < 0)
            {
                return -1;
            }

            start += next;
            if (pattern.Matches(items[start]!))
            {
                return start;
            }

            start++;
        }
    }

    public ErlTerm RemoveAt(int index)
    {
        int position = _head + index;
        ErlTerm message = _items[position]!;
        if (position == _tail - 1)
        {
            _items[--_tail] = null;
        }
        else
        {
            Array.Copy(_items, _head, _items, _head + 1, index);
            _fingerprints?.AsSpan(_head, index).CopyTo(_fingerprints.AsSpan(_head + 1));
            _items[_head++] = null;
        }

        if (_head == _tail)
        {
            Reset();
        }

        return message;
    }

    private ReadOnlySpan<int> ObtainFingerprints()
    {
        if (_fingerprints is null)
        {
            _fingerprints = new int[_items.Length];
            for (int i = _head; i < _tail; i++)
            {
                _fingerprints[i] = Fingerprint.Of(_items[i]!);
            }
        }

        return _fingerprints.AsSpan(_head, Count);
    }

    private void Reset()
    {
        _head = 0;
        _tail = 0;
        if (_items.Length > KeptCapacity)
        {
            _items = new ErlTerm?[FirstCapacity];
            _fingerprints = null;
        }
    }

    private void MakeRoom()
    {
        int count = Count;
        bool grows = count > _items.Length / 2;
        ErlTerm?[] target = grows ? new ErlTerm?[_items.Length * 2] : _items;
        Array.Copy(_items, _head, target, 0, count);
        if (!grows)
        {
            Array.Clear(_items, count, _tail - count);
        }

        if (_fingerprints is { } fingerprints)
        {
            _fingerprints = grows ? new int[target.Length] : fingerprints;
            fingerprints.AsSpan(_head, count).CopyTo(_fingerprints);
        }

        _items = target;
        _head = 0;
        _tail = count;
    }
}
