using System.Buffers;
using System.Buffers.Binary;
using Chan.Distribution.Net.Control;

namespace Chan.Distribution.Net.Channels;

/// <summary>Takes bytes as the stream gives them and cuts them into packets.</summary>
/// <remarks>
/// Small packets are read many at a time into one pooled array. A large one gets an array of its own, into which the rest of it is read
/// directly; that array grows with the bytes that came, not with the length that was announced, and its binaries are not copied.
/// </remarks>
internal sealed class ReceiveBuffer : IDisposable
{
    private const int BufferSize = 64 * 1024;

    /// <summary>From this length on a packet that is not complete yet gets an array of its own.</summary>
    private const int LargePacket = 16 * 1024;

    /// <summary>After a large packet another one is expected: reading only a little first leaves less to copy.</summary>
    private const int ReadAfterLarge = 4 * 1024;

    private const int FirstAllocation = 256 * 1024;

    private readonly int _maxPacket;
    private byte[] _buffer;
    private int _start;
    private int _end;
    private byte[]? _large;
    private int _largeLength;
    private int _largeFilled;
    private bool _expectsLarge;

    /// <summary>A buffer that begins with bytes that have been received already.</summary>
    public ReceiveBuffer(int maxPacket, ReadOnlySpan<byte> received)
    {
        _maxPacket = maxPacket;
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(BufferSize, received.Length));
        received.CopyTo(_buffer);
        _end = received.Length;
    }

    /// <summary>Packets taken, ticks included.</summary>
    public long Packets { get; private set; }

    /// <summary>Where the next read shall go; never empty. Only after <see cref="TryTake"/> has said no.</summary>
    public Memory<byte> NextTarget()
    {
        if (_large is not null)
        {
            if (_largeFilled == _large.Length)
            {
                Array.Resize(ref _large, (int)Math.Min(_largeLength, 2L * _largeFilled));
            }

            return _large.AsMemory(_largeFilled, Math.Min(_large.Length, _largeLength) - _largeFilled);
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        int room = _buffer.Length - _end;
        return _buffer.AsMemory(_end, _expectsLarge ? Math.Min(room, ReadAfterLarge) : room);
    }

    /// <summary>So many bytes are in the <see cref="NextTarget"/> now.</summary>
    public void Received(int count)
    {
        if (_large is not null)
        {
            _largeFilled += count;
        }
        else
        {
            _end += count;
        }
    }

    /// <summary>Takes the next packet that is complete. Ticks are taken too, and not given out.</summary>
    /// <exception cref="ProtocolViolationException">The next packet is too long.</exception>
    public bool TryTake(out ReceivedPacket packet)
    {
        if (_large is not null)
        {
            return TryTakeLarge(out packet);
        }

        packet = default;
        while (_end - _start >= PacketTag.LengthSize)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start));
            int available = _end - _start - PacketTag.LengthSize;
            if (length <= (uint)available)
            {
                Packets++;
                int body = _start + PacketTag.LengthSize;
                _start = body + (int)length;
                if (length > 0)
                {
                    _expectsLarge = length >= LargePacket;
                    packet = new ReceivedPacket(_buffer.AsSpan(body, (int)length));
                    return true;
                }

                continue;
            }

            if (length > _maxPacket)
            {
                throw new ProtocolViolationException($"A packet of {length} bytes is longer than {_maxPacket}.");
            }

            if (length >= LargePacket)
            {
                BeginLarge((int)length);
            }

            break;
        }

        return false;
    }

    /// <summary>Gives the memory back. The packets given out before must not be used any more, unless they are owned.</summary>
    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        _large = null;
        _start = _end = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool TryTakeLarge(out ReceivedPacket packet)
    {
        if (_largeFilled < _largeLength)
        {
            packet = default;
            return false;
        }

        packet = new ReceivedPacket(_large.AsMemory(0, _largeLength));
        _large = null;
        _expectsLarge = true;
        Packets++;
        return true;
    }

    private void BeginLarge(int length)
    {
        ReadOnlySpan<byte> begun = _buffer.AsSpan(_start + PacketTag.LengthSize, _end - _start - PacketTag.LengthSize);
        _large = GC.AllocateUninitializedArray<byte>(Math.Min(length, FirstAllocation));
        begun.CopyTo(_large);
        _largeLength = length;
        _largeFilled = begun.Length;
        _start = _end = 0;
    }
}
