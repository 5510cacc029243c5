namespace Chan.Client.Sessions;

/// <summary>Asks a silent peer for a sign of life, and gives it up when none comes (native-protocol, section 7).</summary>
/// <param name="clock">The clock.</param>
/// <param name="pingAfter">Silence after which <paramref name="ping"/> is called, again and again.</param>
/// <param name="giveUpAfter">Silence after which <paramref name="giveUp"/> is called, once.</param>
/// <param name="ping">Called on the timer's thread; must not block.</param>
/// <param name="giveUp">Called on the timer's thread; must not block.</param>
internal sealed class KeepAlive(TimeProvider clock, TimeSpan pingAfter, TimeSpan giveUpAfter, Action ping, Action giveUp) : IDisposable
{
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private long _lastHeard = clock.GetTimestamp();
    private bool _disposed;

    internal void Start()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _timer = clock.CreateTimer(static state => ((KeepAlive)state!).OnTimer(), this, pingAfter, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Something came from the peer. Cheap: called for every read.</summary>
    internal void Heard() => Volatile.Write(ref _lastHeard, clock.GetTimestamp());

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer?.Dispose();
        }
    }

    private void OnTimer()
    {
        TimeSpan silence = clock.GetElapsedTime(Volatile.Read(ref _lastHeard));
        if (silence >= giveUpAfter)
        {
            giveUp();
            return;
        }

        TimeSpan next = pingAfter - silence;
        if (next <= TimeSpan.Zero)
        {
            ping();
            TimeSpan left = giveUpAfter - silence;
            next = left < pingAfter ? left : pingAfter;
        }

        lock (_gate)
        {
            if (!_disposed)
            {
                _timer!.Change(next, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
