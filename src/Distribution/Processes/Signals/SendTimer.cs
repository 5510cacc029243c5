using Chan.Terms;

namespace Chan.Distribution.Processes.Signals;

/// <summary>A message to be sent later.</summary>
internal sealed class SendTimer(Node node, ErlReference reference, ErlTerm destination, ErlTerm message, long deadline) : IDisposable
{
    private ITimer? _timer;

    public ErlReference Reference { get; } = reference;

    public ErlTerm Destination { get; } = destination;

    public ErlTerm Message { get; } = message;

    /// <summary>When it is due, as a timestamp of the node's clock.</summary>
    public long Deadline { get; } = deadline;

    public void Start(TimeSpan delay)
    {
        _timer = node.TimeProvider.CreateTimer(
            static state => ((SendTimer)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer?.Dispose();

    private void Fire() => node.Fire(this);
}
