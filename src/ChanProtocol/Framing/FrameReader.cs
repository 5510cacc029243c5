using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Chan.Protocol.Framing;

/// <summary>Splits a byte stream into frames; many frames come out of one read, without being copied.</summary>
/// <remarks>
/// <para>The loop of a user: <c>while (await reader.ReadAsync(ct)) { while (reader.TryRead(out Frame frame)) { … } }</c>.</para>
/// <para>
/// The buffer grows with the bytes that have come, never with the length that a header announces. A reader that waits with nothing
/// buffered holds no buffer, and leaves the stream under it free to hold none: it first asks for zero bytes, which ends when
/// something has come. On TLS that is 40 KiB less for each waiting connection, and costs nothing that could be measured on a
/// ping-pong. Only behind a read that filled the buffer, when more is certainly there, it asks at once.
/// </para>
/// <para>Not safe for concurrent use: one loop owns it. The stream stays the caller's.</para>
/// </remarks>
public sealed class FrameReader : IDisposable
{
    // A TLS record holds at most 16 KiB of data; room for two lets one read take what a busy peer sent.
    private const int InitialCapacity = 32 * 1024;

    private readonly Stream _stream;
    private readonly FrameFormat _format;
    private readonly TimeProvider _timeProvider;
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private bool _hasMore;
    private long _lastHeard;
    private bool _isReading;
    private bool _disposed;

    /// <summary>Reads native frames, with the limit that holds before READY.</summary>
    public FrameReader(Stream stream)
        : this(stream, FrameFormat.Native, FrameLimits.BeforeReady, TimeProvider.System)
    {
    }

    /// <summary>Reads frames of either format.</summary>
    /// <param name="stream">Stays the caller's.</param>
    /// <param name="format">Native or classic.</param>
    /// <param name="maxLength">First value of <see cref="MaxLength"/>.</param>
    /// <param name="timeProvider">Clock of <see cref="LastHeard"/>.</param>
    public FrameReader(Stream stream, FrameFormat format, uint maxLength, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(timeProvider);
        _stream = stream;
        _format = format;
        _timeProvider = timeProvider;
        MaxLength = maxLength;
        LastHeard = timeProvider.GetTimestamp();
    }

    /// <summary>Largest length accepted, in bytes, as the header says it. Takes effect for the next frame that is taken or awaited.</summary>
    public uint MaxLength
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, FrameLimits.Largest);
            field = value;
        }
    }

    /// <summary>Bytes taken from the stream so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>
    /// When bytes last came (at first: when the reader was made), as a timestamp of its clock; for keeping alive. May be read from any thread.
    /// </summary>
    public long LastHeard
    {
        get => Volatile.Read(ref _lastHeard);
        private set => Volatile.Write(ref _lastHeard, value);
    }

    /// <summary>Waits until a whole frame is buffered. Bodies taken before are no longer valid.</summary>
    /// <param name="cancellationToken">Stops the wait; nothing is lost.</param>
    /// <returns><see langword="false"/> at a clean end: the stream ended between two frames.</returns>
    /// <exception cref="FrameTooLargeException">The next header is over <see cref="MaxLength"/>; judged before its body is buffered.</exception>
    /// <exception cref="TruncatedFrameException">The stream ended inside a frame.</exception>
    /// <exception cref="ProtocolViolationException">A native frame of length 0.</exception>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return FrameIsBuffered() ? new ValueTask<bool>(true) : FillAsync(cancellationToken);
    }

    /// <summary>Takes the next frame if all of it is buffered.</summary>
    /// <param name="frame">Valid until the next <see cref="ReadAsync"/>.</param>
    /// <exception cref="FrameTooLargeException">The next header is over <see cref="MaxLength"/>.</exception>
    /// <exception cref="ProtocolViolationException">A native frame of length 0.</exception>
    public bool TryRead(out Frame frame)
    {
        if (!FrameIsBuffered())
        {
            frame = default;
            return false;
        }

        int length = (int)BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start));
        ReadOnlySpan<byte> content = _buffer.AsSpan(_start + FrameLimits.LengthPrefix, length);
        _start += FrameLimits.LengthPrefix + length;
        frame = _format == FrameFormat.Native ? new Frame((FrameType)content[0], content[1..]) : new Frame(FrameType.None, content);
        return true;
    }

    /// <summary>Gives the buffer back. Bodies taken before are no longer valid.</summary>
    public void Dispose()
    {
        _disposed = true;
        _start = _end = 0;
        if (!_isReading)
        {
            // A read still under way may write into the buffer: then the collector gets it instead of the pool.
            ReturnBuffer();
        }
    }

    private bool FrameIsBuffered()
    {
        int buffered = _end - _start;
        if (buffered < FrameLimits.LengthPrefix)
        {
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start));
        if (length > MaxLength)
        {
            throw new FrameTooLargeException(length, MaxLength);
        }

        if (length == 0 && _format == FrameFormat.Native)
        {
            throw new ProtocolViolationException("A frame has length 0; the length counts the type byte, so it is at least 1.");
        }

        return (uint)(buffered - FrameLimits.LengthPrefix) >= length;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        do
        {
            if (_start == _end)
            {
                _start = _end = 0;
                if (!_hasMore)
                {
                    ReturnBuffer();
                    await _stream.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
                }
            }

            MakeRoom();
            _isReading = true;
            int received = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            _isReading = false;
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (received == 0)
            {
                return _start == _end ? false : throw new TruncatedFrameException(_end - _start);
            }

            _end += received;
            BytesRead += received;
            LastHeard = _timeProvider.GetTimestamp();
            _hasMore = _end == _buffer.Length;
        }
        while (!FrameIsBuffered());

        return true;
    }

    private void MakeRoom()
    {
        if (_buffer.Length == 0)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(InitialCapacity);
        }

        if (_end < _buffer.Length)
        {
            return;
        }

        int buffered = _end - _start;
        if (_start > 0 && buffered <= _buffer.Length / 2)
        {
            _buffer.AsSpan(_start, buffered).CopyTo(_buffer);
        }
        else
        {
            // Twice what has come: a header alone never makes it grow.
            byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(_start, buffered).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        _start = 0;
        _end = buffered;
    }

    private void ReturnBuffer()
    {
        if (_buffer.Length != 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }
}
