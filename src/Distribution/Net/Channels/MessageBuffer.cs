using System.Buffers;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Net.Channels;

/// <summary>Where a message is encoded. In front of it is room for its header, so that a long one need not be copied again.</summary>
internal sealed class MessageBuffer : IBufferWriter<byte>
{
    /// <summary>Room in front of the message, in bytes: enough for the length and nearly every header.</summary>
    public const int Headroom = 1024;

    private const int FirstSize = 16 * 1024;

    /// <summary>An array that grew beyond this is not kept for the next message.</summary>
    private const int LargestKept = 256 * 1024;

    private byte[] _array = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _end = Headroom;

    /// <summary>Bytes of the message so far.</summary>
    public int Length => _end - Headroom;

    public ReadOnlySpan<byte> Bytes => _array.AsSpan(Headroom, Length);

    /// <summary>Begins a message.</summary>
    public void Clear()
    {
        _end = Headroom;
        if (_array.Length > LargestKept)
        {
            ArrayPool<byte>.Shared.Return(_array);
            _array = ArrayPool<byte>.Shared.Rent(FirstSize);
        }
    }

    /// <summary>Gives the array away; the message begins at <see cref="Headroom"/>. It goes back to the shared pool after use.</summary>
    public byte[] Detach()
    {
        byte[] array = _array;
        _array = ArrayPool<byte>.Shared.Rent(FirstSize);
        _end = Headroom;
        return array;
    }

    /// <inheritdoc/>
    public void Advance(int count) => _end += count;

    /// <inheritdoc/>
    /// <exception cref="TermException">Error <c>system_limit</c>: no array is that long.</exception>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (_array.Length - _end < Math.Max(sizeHint, 1))
        {
            Grow(sizeHint);
        }

        return _array.AsSpan(_end);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        GetSpan(sizeHint);
        return _array.AsMemory(_end);
    }

    private static ErlAtom SystemLimit { get; } = ErlTerm.Atom("system_limit");

    private void Grow(int sizeHint)
    {
        long room = (long)_end + Math.Max(sizeHint, 1);
        int needed = room <= Array.MaxLength ? (int)room : throw TermException.Error(SystemLimit);
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, (int)Math.Min(2L * _array.Length, Array.MaxLength)));
        _array.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
