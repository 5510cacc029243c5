using Chan.Terms;

namespace Chan.Distribution.Processes.Mailboxes;

/// <summary>Messages that a selective receive has passed over, oldest first. Used by the owning process only.</summary>
/// <remarks>
/// An array and not a list of nodes: every selective receive walks it from the start, and a walk over an array is several
/// times faster. Taking one out of the middle moves the messages before it, which the search has just visited anyway.
/// </remarks>
internal sealed class SaveQueue
{
    private const int KeptCapacity = 1024;
    private ErlTerm?[] _items = new ErlTerm?[16];
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

        _items[_tail++] = message;
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
            _items[_head++] = null;
        }

        if (_head == _tail)
        {
            Reset();
        }

        return message;
    }

    private void Reset()
    {
        _head = 0;
        _tail = 0;
        if (_items.Length > KeptCapacity)
        {
            _items = new ErlTerm?[16];
        }
    }

    private void MakeRoom()
    {
        int count = Count;
        ErlTerm?[] target = count > _items.Length / 2 ? new ErlTerm?[_items.Length * 2] : _items;
        Array.Copy(_items, _head, target, 0, count);
        if (ReferenceEquals(target, _items))
        {
            Array.Clear(_items, count, _tail - count);
        }

        _items = target;
        _head = 0;
        _tail = count;
    }
}
