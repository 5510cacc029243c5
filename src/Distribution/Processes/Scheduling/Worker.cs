namespace Chan.Distribution.Processes.Scheduling;

/// <summary>What one thread of the pool has to run: a slot for the next process, and a queue behind it.</summary>
/// <remarks>
/// A process woken by a slice runs on the same thread when that slice suspends, so a request and its answer do not bounce
/// between cores. When more than one is runnable, another thread is asked to steal half. <see cref="StallWatch"/> takes work
/// away from a thread whose slice does not return.
/// </remarks>
internal sealed partial class Worker : IThreadPoolWorkItem
{
    /// <summary>Slices that one visit of a pool thread may run before other work of the pool gets its turn.</summary>
    private const int SlicesPerVisit = 512;

    [ThreadStatic]
    private static Worker? s_current;

    private readonly Lock _lock = new();
    private readonly Thread _thread = Thread.CurrentThread;
    private ProcessContext? _next;
    private ProcessContext? _head;
    private ProcessContext? _tail;
    private int _queued;
    private int _helpAsked;
    private int _slice;
    private bool _active;

    /// <summary>The worker of this thread while it runs slices or holds a batch; otherwise <see langword="null"/>.</summary>
    public static Worker? Active => s_current is { _active: true } worker ? worker : null;

    public bool IsThreadAlive => _thread.IsAlive;

    public bool IsActive => Volatile.Read(ref _active);

    /// <summary>Changes with every slice: a worker whose number stands still is inside one slice.</summary>
    public int Slice => Volatile.Read(ref _slice);

    public bool HasWaiting => Volatile.Read(ref _next) is not null || Volatile.Read(ref _queued) > 0 || HasBatchWork;

    /// <summary>Makes this thread collect the processes that it wakes, until <see cref="Leave(int)"/>. False when it does so already.</summary>
    public static bool TryEnter()
    {
        Worker worker = s_current ??= Create();
        if (worker._active)
        {
            return false;
        }

        worker._slice++;
        Volatile.Write(ref worker._active, true);
        StallWatch.NoteActivity();
        return true;
    }

    /// <summary>Runs what was collected, at most <paramref name="slices"/> slices, and hands the rest to the pool.</summary>
    public static void Leave(int slices)
    {
        Worker worker = s_current!;
        worker.RunWaiting(slices);
        worker._active = false;
        worker.HandOver();
        worker.RunEnds();
    }

    /// <summary>Runs one process on this pool thread, and then those that it wakes.</summary>
    public static void Visit(ProcessContext first)
    {
        if (!TryEnter())
        {
            Scheduler.Enqueue(first);
            return;
        }

        Worker worker = s_current!;
        worker.RunSlice(first);
        Leave(SlicesPerVisit);
    }

    public void Add(ProcessContext process)
    {
        if (Volatile.Read(ref _queued) == 0 && Interlocked.CompareExchange(ref _next, process, null) is null)
        {
            return;
        }

        lock (_lock)
        {
            Append(process);
        }

        AskForHelp();
    }

    /// <summary>Gives everything that waits behind the current slice to the pool.</summary>
    public void HandOver()
    {
        ProcessContext? next = Interlocked.Exchange(ref _next, null);
        if (next is not null)
        {
            Scheduler.EnqueueGlobal(next);
        }

        if (Volatile.Read(ref _queued) > 0)
        {
            ProcessContext? chain = TakeFromQueue(int.MaxValue);
            if (chain is not null)
            {
                ThreadPool.UnsafeQueueUserWorkItem(new Chain(chain), preferLocal: false);
            }
        }
    }

    /// <summary>Runs on another thread of the pool: takes half of what waits here and runs it there.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _helpAsked, 0);
        RunChain(TakeFromQueue((Volatile.Read(ref _queued) + 1) / 2));
    }

    private static void RunChain(ProcessContext? chain)
    {
        if (chain is null)
        {
            return;
        }

        bool entered = TryEnter();
        Worker worker = s_current!;
        while (chain is not null)
        {
            ProcessContext process = chain;
            chain = process.NextRunnable;
            process.NextRunnable = null;
            worker.Add(process);
        }

        if (entered)
        {
            Leave(SlicesPerVisit);
        }
    }

    private static Worker Create()
    {
        var worker = new Worker();
        StallWatch.Add(worker);
        return worker;
    }

    private void RunWaiting(int slices)
    {
        while (slices-- > 0 && TakeNext() is { } process)
        {
            RunSlice(process);
            if (HasBatchWork && IsBatchLong())
            {
                RunEnds();
                if (_behind is not null)
                {
                    return;
                }
            }
        }
    }

    private void RunSlice(ProcessContext process)
    {
        Volatile.Write(ref _slice, _slice + 1);
        process.RunSlice();
    }

    private ProcessContext? TakeNext()
    {
        if (_next is not null && Interlocked.Exchange(ref _next, null) is { } next)
        {
            return next;
        }

        return Volatile.Read(ref _queued) > 0 ? TakeFromQueue(1) : null;
    }

    /// <summary>The first <paramref name="count"/> processes of the queue, chained by <see cref="ProcessContext.NextRunnable"/>.</summary>
    private ProcessContext? TakeFromQueue(int count)
    {
        lock (_lock)
        {
            if (_head is null || count == 0)
            {
                return null;
            }

            ProcessContext first = _head;
            ProcessContext last = first;
            int taken = 1;
            while (taken < count && last.NextRunnable is { } following)
            {
                last = following;
                taken++;
            }

            _head = last.NextRunnable;
            last.NextRunnable = null;
            if (_head is null)
            {
                _tail = null;
            }

            Volatile.Write(ref _queued, _queued - taken);
            return first;
        }
    }

    private void Append(ProcessContext process)
    {
        if (_tail is null)
        {
            _head = process;
        }
        else
        {
            _tail.NextRunnable = process;
        }

        _tail = process;
        Volatile.Write(ref _queued, _queued + 1);
    }

    private void AskForHelp()
    {
        if (Environment.ProcessorCount > 1 && Volatile.Read(ref _helpAsked) == 0 && Interlocked.Exchange(ref _helpAsked, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private sealed class Chain(ProcessContext first) : IThreadPoolWorkItem
    {
        public void Execute() => RunChain(first);
    }
}
