using System.Diagnostics;

namespace Chan.Distribution.Processes.Scheduling;

/// <content>What waits for the end of a batch: writes, and the loop that reads.</content>
internal sealed partial class Worker
{
    /// <summary>A batch is cut short after so long, so that nothing waits for many slices that are each short enough.</summary>
    private static readonly long LongBatch = Stopwatch.Frequency / 2000;

    private BatchEnd?[] _ends = new BatchEnd?[4];
    private int _endCount;
    private IThreadPoolWorkItem? _behind;
    private long _batchSince;

    private bool HasBatchWork => Volatile.Read(ref _endCount) > 0 || Volatile.Read(ref _behind) is not null;

    /// <summary>Runs what was collected, as <see cref="Leave(int)"/> does, in front of a loop that the caller goes on with.</summary>
    /// <param name="slices">The most slices.</param>
    /// <param name="behind">Goes on with the loop on the pool if a slice does not end; null when nobody waits.</param>
    /// <returns>Whether the caller is to go on: false when the pool does.</returns>
    public static bool Leave(int slices, IThreadPoolWorkItem? behind)
    {
        Worker worker = s_current!;
        if (behind is not null)
        {
            worker.NoteBatchWork();
            Volatile.Write(ref worker._behind, behind);
        }

        Leave(slices);
        return behind is null || Interlocked.Exchange(ref worker._behind, null) is not null;
    }

    /// <summary>Has something done when the present batch of this thread ends. Of this thread only.</summary>
    public void AtEnd(BatchEnd end)
    {
        lock (_lock)
        {
            NoteBatchWork();
            if (_endCount == _ends.Length)
            {
                Array.Resize(ref _ends, 2 * _endCount);
            }

            _ends[_endCount] = end;
            Volatile.Write(ref _endCount, _endCount + 1);
        }
    }

    /// <summary>A slice does not end: the pool does what waits for it.</summary>
    public void RescueBatchWork()
    {
        if (Interlocked.Exchange(ref _behind, null) is { } behind)
        {
            ThreadPool.UnsafeQueueUserWorkItem(behind, preferLocal: false);
        }

        while (TakeEnd() is { } end)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static end => end.Run(), end, preferLocal: false);
        }
    }

    private void RunEnds()
    {
        while (TakeEnd() is { } end)
        {
            end.Run();
        }
    }

    private BatchEnd? TakeEnd()
    {
        if (Volatile.Read(ref _endCount) == 0)
        {
            return null;
        }

        lock (_lock)
        {
            if (_endCount == 0)
            {
                return null;
            }

            int last = _endCount - 1;
            BatchEnd? end = _ends[last];
            _ends[last] = null;
            Volatile.Write(ref _endCount, last);
            return end;
        }
    }

    private void NoteBatchWork()
    {
        if (!HasBatchWork)
        {
            _batchSince = Stopwatch.GetTimestamp();
        }
    }

    private bool IsBatchLong() => Stopwatch.GetTimestamp() - _batchSince > LongBatch;
}
