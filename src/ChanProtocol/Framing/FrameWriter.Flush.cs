using System.Buffers;

namespace Chan.Protocol.Framing;

public sealed partial class FrameWriter : IThreadPoolWorkItem
{
    // One write to the stream takes at most this much, so that "took nothing for 10 s" is judged in small steps.
    private const int LargestWrite = 64 * 1024;

    // Less than this since the last write ended: more frames will follow at once. A network round trip takes longer.
    private static readonly TimeSpan Burst = TimeSpan.FromMicroseconds(10);

    private bool _hasFlushed;
    private long _flushEnded;
    private TaskCompletionSource? _flushStopped;

    // The blocked timer stays armed over many writes and looks, when it fires, whether one of them is too old.
    private ITimer? _blockedTimer;
    private bool _isTimerArmed;
    private bool _isBlocked;
    private long _blockedSince;

    /// <summary>Runs on the pool: the flush that a busy caller handed over.</summary>
    void IThreadPoolWorkItem.Execute() => Observe(FlushAsync(isOnPool: true));

    /// <summary>Writes what waits, then refuses further frames.</summary>
    /// <returns><see cref="Completion"/>.</returns>
    public Task CompleteAsync()
    {
        bool startsFlush;
        lock (_gate)
        {
            _isCompleting = true;
            TellPongRoom();
            startsFlush = TakeFlush();
            if (!_isFlushing)
            {
                _completion.TrySetResult();
            }
        }

        if (startsFlush)
        {
            StartFlush();
        }

        return Completion;
    }

    /// <summary>Stops at once: a write under way is cancelled, what waits is dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        Task stopped = Task.CompletedTask;
        lock (_gate)
        {
            if (!_completion.Task.IsCompleted)
            {
                Fail(new ObjectDisposedException(nameof(FrameWriter)));
            }

            if (_isFlushing)
            {
                _flushStopped ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                stopped = _flushStopped.Task;
            }
        }

        await _abort.CancelAsync().ConfigureAwait(false);
        await stopped.ConfigureAwait(false);
        if (_blockedTimer is not null)
        {
            await _blockedTimer.DisposeAsync().ConfigureAwait(false);
        }

        _abort.Dispose();
    }

    private void StartFlush()
    {
        TimeProvider time = _options.TimeProvider;
        if (_hasFlushed && time.GetElapsedTime(_flushEnded) < Burst)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else
        {
            Observe(FlushAsync(isOnPool: false));
        }
    }

    // FlushAsync ends every failure in Completion; a fault of its own task would be a defect of this class.
    private void Observe(Task flush)
    {
        if (flush.IsFaulted)
        {
            Stop(flush.Exception.GetBaseException());
        }
    }

    private async Task FlushAsync(bool isOnPool)
    {
        byte[] array = [];
        try
        {
            while (TryTake(out ArraySegment<byte> taken))
            {
                array = taken.Array!;
                for (Memory<byte> rest = taken; !rest.IsEmpty;)
                {
                    Memory<byte> part = rest[..Math.Min(rest.Length, LargestWrite)];
                    ValueTask write = _stream.WriteAsync(part, _abort.Token);
                    if (!write.IsCompletedSuccessfully)
                    {
                        WatchBlocked();
                        isOnPool = true;
                    }

                    await write.ConfigureAwait(false);
                    rest = rest[part.Length..];
                    Written(part.Length);
                }

                ArrayPool<byte>.Shared.Return(array);
                array = [];
                if (!isOnPool && HasMore())
                {
                    // The caller has its own work to do; what others queued meanwhile is not its burden.
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                    return;
                }
            }
        }
        catch (Exception exception) when (EndsTheWriter(exception))
        {
            if (array.Length != 0)
            {
                ArrayPool<byte>.Shared.Return(array);
            }

            Stop(exception);
        }
    }

    // Whatever a stream throws, the connection under it is over: the writer ends with it and says so in Completion.
    private static bool EndsTheWriter(Exception exception) => exception is not OutOfMemoryException;

    private bool TryTake(out ArraySegment<byte> taken)
    {
        lock (_gate)
        {
            if (_queue.Length + _pongBytes > 0 && _fault is null)
            {
                taken = _queue.Take(_pongs.AsSpan(0, _pongBytes));
                _pongBytes = 0;
                TellPongRoom();
                _inFlight = taken.Count;
                return true;
            }

            taken = default;
            _isFlushing = false;
            _hasFlushed = true;
            _flushEnded = _options.TimeProvider.GetTimestamp();
            _flushStopped?.TrySetResult();
            if (_isCompleting && _fault is null)
            {
                _completion.TrySetResult();
            }

            return false;
        }
    }

    private bool HasMore()
    {
        lock (_gate)
        {
            return _queue.Length + _pongBytes > 0 && _fault is null;
        }
    }

    private void Written(int count)
    {
        lock (_gate)
        {
            _isBlocked = false;
            _inFlight -= count;
            BytesWritten += count;
            if (_room is not null && Queued <= _options.HighWater / 2)
            {
                _room.TrySetResult();
                _room = null;
            }
        }
    }

    private void WatchBlocked()
    {
        lock (_gate)
        {
            _isBlocked = true;
            _blockedSince = _options.TimeProvider.GetTimestamp();
            if (!_isTimerArmed && _fault is null)
            {
                _isTimerArmed = true;
                _blockedTimer ??= _options.TimeProvider.CreateTimer(
                    static writer => ((FrameWriter)writer!).OnBlockedTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _blockedTimer.Change(_options.BlockedLimit, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void OnBlockedTimer()
    {
        lock (_gate)
        {
            _isTimerArmed = false;
            if (!_isBlocked || _fault is not null)
            {
                return;
            }

            TimeSpan left = _options.BlockedLimit - _options.TimeProvider.GetElapsedTime(_blockedSince);
            if (left > TimeSpan.Zero)
            {
                _isTimerArmed = true;
                _blockedTimer!.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            Fail(new SlowPeerException($"The peer does not read: it took nothing for {_options.BlockedLimit.TotalSeconds} s.", Queued));
        }

        _abort.Cancel();
    }

    private void Stop(Exception exception)
    {
        lock (_gate)
        {
            Fail(exception);
            _isFlushing = false;
            _flushStopped?.TrySetResult();
        }
    }

    // Under the lock. The first fault stays; what waits is dropped.
    private void Fail(Exception fault)
    {
        if (_fault is not null)
        {
            return;
        }

        _fault = fault;
        _queue.Clear();
        _pongBytes = 0;
        TellPongRoom();
        _room?.TrySetResult();
        _room = null;
        if (_completion.TrySetException(fault))
        {
            // Completion may well be looked at by nobody: the reader of the same connection usually notices first.
            _ = _completion.Task.Exception;
        }
    }
}
