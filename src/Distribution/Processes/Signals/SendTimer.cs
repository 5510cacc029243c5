using Chan.Terms;

namespace Chan.Distribution.Processes.Signals;

/// <summary>A message to be sent later.</summary>
/// <remarks>
/// One to a process of this node stands in that process's list, guarded by the lock of its relations, and ends with the process.
/// </remarks>
internal sealed class SendTimer(Node node, ErlReference reference, ErlTerm destination, ErlTerm message, long deadline) : IDisposable
{
    private ITimer? _timer;
    private volatile bool _disposed;

    public ErlReference Reference { get; } = reference;

    public ErlTerm Destination { get; } = destination;

    public ErlTerm Message { get; } = message;

    /// <summary>When it is due, as a timestamp of the node's clock.</summary>
    public long Deadline { get; } = deadline;

    /// <summary>The process of this node that it is for, when that is known before it fires.</summary>
    public ProcessContext? Target { get; init; }

    public SendTimer? Before { get; set; }

    public SendTimer? After { get; set; }

    public void Start(TimeSpan delay)
    {
        _timer = node.TimeProvider.CreateTimer(
            static state => ((SendTimer)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
        Interlocked.MemoryBarrier();
        if (_disposed)
        {
            _timer.Dispose();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        Interlocked.MemoryBarrier();
        _timer?.Dispose();
    }

    private void Fire() => node.Fire(this);
}
