using System.Buffers;

namespace Chan.Protocol.Framing;

/// <summary>
/// Frames that wait to be written, one behind the other in a pooled array, with room in front for what must overtake them.
/// Holds no array while it is empty. Not thread-safe.
/// </summary>
internal sealed class OutputQueue(int headroom) : IBufferWriter<byte>
{
    private const int SmallestCapacity = 4 * 1024;
    private const int LargestFirstCapacity = 256 * 1024;

    private byte[] _array = [];
    private int _end;
    private int _nextCapacity = SmallestCapacity;

    /// <summary>Bytes that wait.</summary>
    public int Length => _array.Length == 0 ? 0 : _end - headroom;

    public void Advance(int count) => _end += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return _array.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return _array.AsSpan(_end);
    }

    /// <summary>Bytes already written, from an offset on.</summary>
    public Span<byte> Written(int offset) => _array.AsSpan(headroom + offset, Length - offset);

    /// <summary>Drops what was written behind an offset.</summary>
    public void Truncate(int length)
    {
        _end = headroom + length;
        if (length == 0)
        {
            Clear();
        }
    }

    /// <summary>Takes everything, with something in front of it.</summary>
    /// <param name="first">At most the headroom.</param>
    /// <returns>An array of the pool: the caller returns it.</returns>
    public ArraySegment<byte> Take(ReadOnlySpan<byte> first)
    {
        MakeRoom(0);
        int start = headroom - first.Length;
        first.CopyTo(_array.AsSpan(start));
        var taken = new ArraySegment<byte>(_array, start, _end - start);

        // The next burst is probably like this one: growing step by step would copy it several times.
        _nextCapacity = Math.Clamp(taken.Count, SmallestCapacity, LargestFirstCapacity);
        _array = [];
        return taken;
    }

    /// <summary>Drops everything and gives the array back.</summary>
    public void Clear()
    {
        if (_array.Length != 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
            _array = [];
        }
    }

    private void MakeRoom(int size)
    {
        if (_array.Length == 0)
        {
            _array = ArrayPool<byte>.Shared.Rent(Math.Max(_nextCapacity, headroom + size));
            _end = headroom;
        }
        else if (_array.Length - _end < size)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_array.Length * 2, _end + size));
            _array.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_array);
            _array = larger;
        }
    }
}
