namespace Chan.Distribution.Processes.Scheduling;

/// <summary>Decides where a runnable process runs. Called once for each time that a process becomes runnable.</summary>
internal static class Scheduler
{
    /// <summary>Runs the process soon: behind the current slice when there is one, else on the pool.</summary>
    public static void Enqueue(ProcessContext process)
    {
        if (Worker.Active is { } worker)
        {
            worker.Add(process);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(process, preferLocal: true);
        }
    }

    /// <summary>Runs the process on any thread of the pool, in the order of the pool's other work.</summary>
    public static void EnqueueGlobal(ProcessContext process) => ThreadPool.UnsafeQueueUserWorkItem(process, preferLocal: false);
}
