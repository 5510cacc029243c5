namespace Chan.Distribution.Processes.Scheduling;

/// <summary>Watches the workers, so that a slice that does not return stops nobody else.</summary>
/// <remarks>
/// One background thread, asleep while no process runs. After <see cref="RescueTicks"/> ticks inside one slice, what waits
/// behind the slice moves to the pool; after <see cref="LongTicks"/> ticks the pool gets one thread more for as long as the slice lasts.
/// The time here is that of real threads: a test clock has no say in it.
/// </remarks>
internal static class StallWatch
{
    private const int TickMilliseconds = 1;
    private const int RescueTicks = 1;
    private const int LongTicks = 40;
    private const int IdleTicks = 200;
    private const int MaxExtraThreads = 64;

    private static readonly Lock Gate = new();
    private static readonly AutoResetEvent Wake = new(false);
    private static readonly List<Entry> Entries = [];
    private static Thread? s_thread;
    private static int s_asleep;
    private static int s_extraThreads;

    public static void Add(Worker worker)
    {
        lock (Gate)
        {
            Entries.Add(new Entry(worker));
            if (s_thread is null)
            {
                s_thread = new Thread(Run) { IsBackground = true, Name = "process stall watch" };
                s_thread.UnsafeStart();
            }
        }
    }

    /// <summary>Called when a worker starts: a sleeping watch must see it.</summary>
    public static void NoteActivity()
    {
        if (Volatile.Read(ref s_asleep) != 0 && Interlocked.Exchange(ref s_asleep, 0) != 0)
        {
            Wake.Set();
        }
    }

    private static void Run()
    {
        int idle = 0;
        while (true)
        {
            if (idle >= IdleTicks)
            {
                Volatile.Write(ref s_asleep, 1);
                Interlocked.MemoryBarrier();
                if (!Look())
                {
                    Wake.WaitOne();
                }

                Volatile.Write(ref s_asleep, 0);
                idle = 0;
            }

            Wake.WaitOne(TickMilliseconds);
            idle = Look() ? 0 : idle + 1;
        }
    }

    /// <summary>One look at every worker. True when any of them is at work.</summary>
    private static bool Look()
    {
        bool anyActive = false;
        int longSlices = 0;
        lock (Gate)
        {
            Entries.RemoveAll(entry => !entry.Worker.IsThreadAlive);
            foreach (Entry entry in Entries)
            {
                anyActive |= entry.Worker.IsActive;
                longSlices += entry.Look() ? 1 : 0;
            }
        }

        Compensate(Math.Min(longSlices, MaxExtraThreads));
        return anyActive;
    }

    private static void Compensate(int extraThreads)
    {
        int change = extraThreads - s_extraThreads;
        if (change == 0)
        {
            return;
        }

        ThreadPool.GetMinThreads(out int workers, out int ports);
        if (ThreadPool.SetMinThreads(Math.Max(1, workers + change), ports))
        {
            s_extraThreads = extraThreads;
        }
    }

    private sealed class Entry(Worker worker)
    {
        private int _slice;
        private int _ticks;

        public Worker Worker { get; } = worker;

        /// <summary>Rescues what waits behind a slow slice. True when the slice is long.</summary>
        public bool Look()
        {
            int slice = Worker.Slice;
            if (!Worker.IsActive || slice != _slice)
            {
                _slice = slice;
                _ticks = 0;
                return false;
            }

            _ticks++;
            if (_ticks >= RescueTicks && Worker.HasWaiting)
            {
                Worker.HandOver();
                Worker.RescueBatchWork();
            }

            return _ticks >= LongTicks;
        }
    }
}
