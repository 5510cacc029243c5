using System.Buffers.Binary;

namespace Chan.Protocol.Framing;

/// <summary>
/// Writes frames for many callers: each appends to one queue, one write is under way at a time, and everything that comes
/// meanwhile leaves in the next.
/// </summary>
/// <remarks>
/// <para>
/// Small frames are joined before TLS sees them. A frame that finds the writer idle is written at once on the calling thread; where
/// frames follow each other so fast that the last write has only just ended, the pool writes, so that the caller's next frames join.
/// </para>
/// <para>
/// Frames of one caller keep their order and are never torn. A caller that can wait asks <see cref="WaitForRoomAsync"/> first;
/// for one that cannot, the queue has a hard limit, beyond which the peer counts as slow and the writer fails.
/// </para>
/// <para>Safe from any thread. The stream stays the caller's, and nobody else may write to it.</para>
/// </remarks>
public sealed partial class FrameWriter : IAsyncDisposable
{
    // While a batch is open: no more than this is held back for it.
    private const int LargestBatch = 64 * 1024;

    private readonly Stream _stream;
    private readonly FrameWriterOptions _options;
    private readonly Lock _gate = new();
    private readonly OutputQueue _queue = new(MaxQueuedPongs * PongLength);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _abort = new();

    private int _openBatches;
    private long _inFlight;
    private bool _isFlushing;
    private bool _isCompleting;
    private Exception? _fault;
    private TaskCompletionSource? _room;

    /// <summary>Writes to a stream.</summary>
    /// <param name="stream">Stays the caller's.</param>
    /// <param name="options">Default: native, limits as before READY.</param>
    public FrameWriter(Stream stream, FrameWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _options = options ?? new FrameWriterOptions();
        MaxLength = _options.MaxLength;
    }

    /// <summary>Largest frame that the peer accepts, in bytes, as the header says it. Set when READY tells it.</summary>
    public uint MaxLength
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, FrameLimits.Largest);
            field = value;
        }
    }

    /// <summary>Bytes not yet taken by the stream.</summary>
    public long QueuedBytes
    {
        get
        {
            lock (_gate)
            {
                return Queued;
            }
        }
    }

    /// <summary>Bytes taken by the stream so far.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>
    /// Ends when everything is written after <see cref="CompleteAsync"/>, or fails with the first fault: <see cref="SlowPeerException"/>,
    /// what the stream threw, or <see cref="ObjectDisposedException"/> when frames were still waiting.
    /// </summary>
    public Task Completion => _completion.Task;

    private long Queued => _queue.Length + _pongBytes + _inFlight;

    /// <summary>Appends one frame.</summary>
    /// <param name="type"><see cref="FrameType.None"/> in the classic format.</param>
    /// <param name="body">Copied.</param>
    /// <returns><see langword="false"/> if the connection is over and the frame dropped; <see cref="Completion"/> says why.</returns>
    /// <exception cref="FrameTooLargeException">Over <see cref="MaxLength"/>; nothing is written.</exception>
    public bool Write(FrameType type, ReadOnlySpan<byte> body)
    {
        bool startsFlush;
        lock (_gate)
        {
            uint length = (uint)(body.Length + TypeLength);
            ThrowIfTooLarge(length);
            if (!MayAppend())
            {
                return false;
            }

            Span<byte> frame = _queue.GetSpan(FrameLimits.LengthPrefix + (int)length);
            BinaryPrimitives.WriteUInt32BigEndian(frame, length);
            if (_options.Format == FrameFormat.Native)
            {
                frame[FrameLimits.LengthPrefix] = (byte)type;
            }

            body.CopyTo(frame[(FrameLimits.LengthPrefix + TypeLength)..]);
            _queue.Advance(FrameLimits.LengthPrefix + (int)length);
            startsFlush = TakeFlush();
        }

        if (startsFlush)
        {
            StartFlush();
        }

        return true;
    }

    /// <summary>Appends whole frames, such as the handshakes make them.</summary>
    /// <param name="frames">Header and body of each; copied.</param>
    /// <returns>As <see cref="Write"/>.</returns>
    public bool WriteFrames(ReadOnlySpan<byte> frames)
    {
        bool startsFlush;
        lock (_gate)
        {
            if (!MayAppend())
            {
                return false;
            }

            frames.CopyTo(_queue.GetSpan(frames.Length));
            _queue.Advance(frames.Length);
            startsFlush = TakeFlush();
        }

        if (startsFlush)
        {
            StartFlush();
        }

        return true;
    }

    /// <summary>Holds frames back until the batch is disposed of. Batches of several callers may overlap; the last one lets go.</summary>
    public FrameBatch BeginBatch()
    {
        lock (_gate)
        {
            _openBatches++;
        }

        return new FrameBatch(this);
    }

    /// <summary>Waits while more than <see cref="FrameWriterOptions.HighWater"/> bytes are queued. Also ends when the writer is over.</summary>
    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken = default)
    {
        Task room;
        lock (_gate)
        {
            if (Queued <= _options.HighWater || _fault is not null)
            {
                return default;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            room = _room.Task;
        }

        return new ValueTask(room.WaitAsync(cancellationToken));
    }

    internal void EndBatch()
    {
        bool startsFlush;
        lock (_gate)
        {
            _openBatches--;
            startsFlush = TakeFlush();
        }

        if (startsFlush)
        {
            StartFlush();
        }
    }

    private int TypeLength => _options.Format == FrameFormat.Native ? 1 : 0;

    private void ThrowIfTooLarge(uint length)
    {
        if (length > MaxLength)
        {
            throw new FrameTooLargeException(length, MaxLength);
        }
    }

    private bool MayAppend()
    {
        if (_fault is not null || _isCompleting)
        {
            return false;
        }

        long limit = Math.Max(_options.QueueLimit, MaxLength);
        if (Queued <= limit)
        {
            return true;
        }

        Fail(new SlowPeerException($"The peer does not read: {Queued} bytes wait for it, over the limit of {limit}.", Queued));
        return false;
    }

    // Whether the caller is to start a flush: something waits, none is under way, and no batch holds it back.
    private bool TakeFlush()
    {
        bool isDue = _openBatches == 0 || _isCompleting || _queue.Length >= LargestBatch;
        if (_isFlushing || !isDue || _queue.Length + _pongBytes == 0 || _fault is not null)
        {
            return false;
        }

        return _isFlushing = true;
    }
}
