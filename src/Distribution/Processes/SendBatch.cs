using Chan.Distribution.Processes.Scheduling;

namespace Chan.Distribution.Processes;

/// <summary>Collects the processes that this thread wakes and runs them when the batch is disposed.</summary>
/// <remarks>
/// For loops that read many messages at once: one wake-up for many messages, and the answer without a change of thread.
/// What is not done after <see cref="MaxSlices"/> slices goes to the thread pool. Inside a process the batch does nothing:
/// there every slice is one. A process that computes for long at its turn delays the caller of <see cref="Dispose"/>.
/// </remarks>
public readonly ref struct SendBatch
{
    private const int MaxSlices = 128;
    private readonly bool _entered;

    private SendBatch(bool entered) => _entered = entered;

    internal static SendBatch Begin() => new(Worker.TryEnter());

    /// <summary>Runs the processes woken since the batch began, on this thread.</summary>
    public void Dispose()
    {
        if (_entered)
        {
            Worker.Leave(MaxSlices);
        }
    }
}
