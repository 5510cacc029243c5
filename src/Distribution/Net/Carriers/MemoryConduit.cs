namespace Chan.Distribution.Net.Carriers;

/// <summary>One direction of a connection in memory: a bounded queue of bytes on a way that can be halted, delayed and cut. Thread-safe.</summary>
internal sealed class MemoryConduit(LinkState way, TimeProvider time)
{
    private const int Capacity = 256 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<Block> _blocks = new();
    private TaskCompletionSource _changed = NewSignal();
    private ITimer? _timer;
    private int _queued;
    private int _taken;
    private bool _ended;
    private bool _broken;
    private bool _isLost;

    /// <summary>No more bytes follow; those on the way still arrive.</summary>
    public void End() => Change(static self => self._ended = true);

    /// <summary>Breaks the way: bytes are lost, both ends fail.</summary>
    public void Break() => Change(static self =>
    {
        self._broken = true;
        self._blocks.Clear();
        self._queued = 0;
    });

    /// <summary>Loses what is on the way, an end too, and everything after it.</summary>
    public void Lose() => Change(static self =>
    {
        self._isLost = true;
        self._blocks.Clear();
        self._queued = 0;
        self._taken = 0;
    });

    /// <summary>The state of the way has changed.</summary>
    public void Recheck() => Change(static _ => { });

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task changed;
            lock (_lock)
            {
                if (TryRead(buffer.Span, out int count))
                {
                    return count;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task changed;
            lock (_lock)
            {
                bytes = Append(bytes);
                changed = _changed.Task;
            }

            if (!bytes.IsEmpty)
            {
                await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static IOException Gone() => new("The connection is gone.");

    private bool TryRead(Span<byte> buffer, out int count)
    {
        count = 0;
        if (_broken)
        {
            throw Gone();
        }

        if (way.IsHalted || _isLost)
        {
            return false;
        }

        if (!_blocks.TryPeek(out Block block))
        {
            return _ended;
        }

        TimeSpan early = block.Due == 0 ? TimeSpan.Zero : time.GetElapsedTime(time.GetTimestamp(), block.Due);
        if (early > TimeSpan.Zero)
        {
            WakeAfter(early);
            return false;
        }

        ReadOnlySpan<byte> rest = block.Bytes.AsSpan(_taken);
        count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        _taken += count;
        _queued -= count;
        if (count == rest.Length)
        {
            _blocks.Dequeue();
            _taken = 0;
        }

        Signal();
        return true;
    }

    private ReadOnlyMemory<byte> Append(ReadOnlyMemory<byte> bytes)
    {
        if (_broken || _ended)
        {
            throw Gone();
        }

        if (_isLost)
        {
            return default;
        }

        int count = Math.Min(bytes.Length, Capacity - _queued);
        if (count > 0)
        {
            long due = way.Delay == TimeSpan.Zero ? 0 : time.GetTimestamp() + (long)(way.Delay.TotalSeconds * time.TimestampFrequency);
            _blocks.Enqueue(new Block(bytes[..count].ToArray(), due));
            _queued += count;
            Signal();
        }

        return bytes[count..];
    }

    private void WakeAfter(TimeSpan early)
    {
        _timer ??= time.CreateTimer(static conduit => ((MemoryConduit)conduit!).Recheck(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(early, Timeout.InfiniteTimeSpan);
    }

    private void Change(Action<MemoryConduit> change)
    {
        lock (_lock)
        {
            change(this);
            if (_broken)
            {
                _timer?.Dispose();
            }

            Signal();
        }
    }

    // Who waits goes on on the pool, so that this may happen under the lock.
    private void Signal()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    private readonly record struct Block(byte[] Bytes, long Due);
}
