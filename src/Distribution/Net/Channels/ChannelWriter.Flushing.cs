using Chan.Distribution.Processes.Scheduling;

namespace Chan.Distribution.Net.Channels;

/// <content>Writing.</content>
internal sealed partial class ChannelWriter
{
    /// <summary>As many queued bytes make a write worth its cost, even if more would follow.</summary>
    private const int WorthWriting = 64 * 1024;

    /// <summary>A thread that came here by the way hands the rest to the pool after so many bytes.</summary>
    private const int MaxByTheWay = 256 * 1024;

    private readonly Stream _stream;
    private readonly Action<Exception> _onFault;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FlushState _state;
    private Worker? _planner;
    private long _bytesSent;
    private long _packetsSent;
    private long _lastSent;

    /// <summary>Completes after <see cref="Stop"/>, when no write is under way.</summary>
    public Task Ended => _ended.Task;

    public long BytesSent => Volatile.Read(ref _bytesSent);

    /// <summary>Fills in the figures of this direction.</summary>
    public ChannelStatistics AddTo(ChannelStatistics statistics)
    {
        lock (_gate)
        {
            return statistics with
            {
                BytesSent = _bytesSent,
                PacketsSent = _packetsSent,
                QueuedBytes = _queue.Bytes,
                LastSent = _lastSent,
            };
        }
    }

    /// <summary>The batch of a thread that queued something has ended.</summary>
    public override void Run() => Flush();

    /// <summary>A slice does not end, or no processes run on the thread: the pool writes.</summary>
    void IThreadPoolWorkItem.Execute() => Flush();

    /// <summary>Sees to it that what is queued will be written. Under the lock.</summary>
    private void Plan()
    {
        Worker? worker = Worker.Active;
        if (_state == FlushState.Writing || (_state == FlushState.Planned && (worker is null || worker == _planner)))
        {
            return;
        }

        // Planned by another thread, whose batch may end later than this one's: the first of the two writes.
        _state = FlushState.Planned;
        _planner = worker;
        if (worker is null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else
        {
            worker.AtEnd(this);
        }
    }

    private void Flush()
    {
        lock (_gate)
        {
            if (_state != FlushState.Planned || _stopped)
            {
                return;
            }

            _state = FlushState.Writing;
        }

        Observe(WriteAsync());
    }

    // WriteAsync reports every failure of the stream itself; a fault of its own task would be a defect of this class.
    private void Observe(Task write)
    {
        if (write.IsFaulted)
        {
            _onFault(write.Exception.GetBaseException());
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            long byTheWay = 0;
            while (TryTake(ref byTheWay, out Segment segment))
            {
                ValueTask write = _stream.WriteAsync(segment.Bytes);
                if (!write.IsCompletedSuccessfully)
                {
                    byTheWay = long.MinValue;
                }

                await write.ConfigureAwait(false);
                Written(segment);
                byTheWay += segment.Length;
            }
        }
#pragma warning disable CA1031 // Whatever a stream throws, the connection on it is over.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            EndWriting();
            _onFault(exception);
        }
    }

    private bool TryTake(ref long byTheWay, out Segment segment)
    {
        lock (_gate)
        {
            if (_stopped || byTheWay >= MaxByTheWay || !_queue.TryTake(out segment))
            {
                segment = default;
                _state = _queue.IsEmpty ? FlushState.Idle : FlushState.Planned;
                _planner = null;
                if (_stopped)
                {
                    _ended.TrySetResult();
                }
                else if (_state == FlushState.Planned)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                }

                return false;
            }

            return true;
        }
    }

    private void Written(in Segment segment)
    {
        TaskCompletionSource? room = null;
        lock (_gate)
        {
            _bytesSent += segment.Length;
            _packetsSent += segment.Packets;
            _lastSent = _options.TimeProvider.GetTimestamp();
            if (!_stopped)
            {
                _queue.Written(segment);
                if (_room is not null && _queue.Bytes <= _options.BusyLimit / 2)
                {
                    room = _room;
                    _room = null;
                }
            }
        }

        room?.TrySetResult();
    }

    private void EndWriting()
    {
        lock (_gate)
        {
            _state = FlushState.Idle;
            _stopped = true;
            _ended.TrySetResult();
        }
    }
}
