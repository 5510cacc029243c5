namespace Chan.TestKit;

/// <summary>One direction of a <see cref="MemoryStreamPair"/>: a bounded queue of bytes that a test can hold back, cut and watch.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class MemoryLink
{
    private readonly Lock _lock = new();
    private readonly Queue<ReadOnlyMemory<byte>> _queue = new();
    private readonly int _chunkSize;
    private readonly int _capacity;
    private TaskCompletionSource _changed = NewSignal();
    private int _queued;
    private int _frontOffset;
    private long _cutAfter = long.MaxValue;
    private bool _held;
    private bool _ended;
    private bool _reset;
    private bool _abandoned;

    internal MemoryLink(int chunkSize, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _chunkSize = chunkSize;
        _capacity = capacity;
    }

    /// <summary>Bytes written so far that the link took, including those not read yet.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>Bytes written and not read yet.</summary>
    public int BytesQueued
    {
        get
        {
            lock (_lock)
            {
                return _queued;
            }
        }
    }

    /// <summary>Keeps from now on all bytes from the reader, until <see cref="Release"/>; the writer goes on until the link is full.</summary>
    public void Hold() => Change(() => _held = true);

    /// <summary>Ends a <see cref="Hold"/>.</summary>
    public void Release() => Change(() => _held = false);

    /// <summary>Ends the direction as a peer's orderly close does: the reader gets what is queued, then the end of the stream.</summary>
    public void End() => Change(() => _ended = true);

    /// <summary>Breaks the direction as a lost connection does: queued bytes are gone, the reader and the writer get an <see cref="IOException"/>.</summary>
    public void Cut() => Change(Reset);

    /// <summary>Lets so many more bytes through, then ends the direction in the middle of whatever is being written.</summary>
    /// <param name="bytes">Bytes that still pass, counted from now; 0 or more.</param>
    public void EndAfter(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Change(() => _cutAfter = BytesWritten + bytes);
    }

    /// <summary>Waits until so many bytes have been written since the link was made.</summary>
    /// <exception cref="TimeoutException">They were not written within <see cref="TestTimeouts.Long"/>.</exception>
    public async Task WaitForBytesAsync(long bytes)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (BytesWritten >= bytes)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(TestTimeouts.Long);
        }
    }

    internal void Abandon() => Change(() =>
    {
        _abandoned = true;
        Empty();
    });

    internal async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task changed;
            lock (_lock)
            {
                if (TryRead(buffer, out int count))
                {
                    return count;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // The caller may reuse its buffer when the write is done; what is queued must be ours.
        ReadOnlyMemory<byte> rest = bytes.ToArray();
        while (!rest.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task changed;
            lock (_lock)
            {
                rest = Append(rest);
                changed = _changed.Task;
            }

            if (!rest.IsEmpty)
            {
                await changed.WaitAsync(cancellationToken);
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool TryRead(Memory<byte> buffer, out int count)
    {
        count = 0;
        if (_reset)
        {
            throw new IOException("The connection was cut.");
        }

        // A read that waits when its own side closes fails, as a socket's does.
        ObjectDisposedException.ThrowIf(_abandoned, this);
        if (_held || (_queued == 0 && !_ended))
        {
            return false;
        }

        // A read into no room waits for bytes and takes none, as a socket's does.
        if (_queued > 0 && !buffer.IsEmpty)
        {
            ReadOnlyMemory<byte> first = _queue.Peek()[_frontOffset..];
            count = Math.Min(Math.Min(first.Length, buffer.Length), _chunkSize);
            first[..count].CopyTo(buffer);
            DropFront(count, wholeBlock: count == first.Length);
            Signal();
        }

        return true;
    }

    private void DropFront(int count, bool wholeBlock)
    {
        _queued -= count;
        _frontOffset += count;
        if (wholeBlock)
        {
            _queue.Dequeue();
            _frontOffset = 0;
        }
    }

    private ReadOnlyMemory<byte> Append(ReadOnlyMemory<byte> bytes)
    {
        if (_reset || _abandoned)
        {
            throw new IOException("The other side is gone.");
        }

        if (_ended)
        {
            throw new IOException("The direction has ended.");
        }

        int count = (int)Math.Min(Math.Min(_capacity - _queued, bytes.Length), _cutAfter - BytesWritten);
        if (count > 0)
        {
            _queue.Enqueue(bytes[..count]);
            _queued += count;
            BytesWritten += count;
            Signal();
        }

        if (BytesWritten < _cutAfter)
        {
            return bytes[count..];
        }

        // What the writer sends past the cut is lost on the way; it does not learn of it here.
        _ended = true;
        Signal();
        return default;
    }

    private void Reset()
    {
        _reset = true;
        Empty();
    }

    private void Empty()
    {
        _queue.Clear();
        _queued = 0;
        _frontOffset = 0;
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            Signal();
        }
    }

    // Continuations of the signal run on the pool, so that it may be set under the lock.
    private void Signal()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }
}
