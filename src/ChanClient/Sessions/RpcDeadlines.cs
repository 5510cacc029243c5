namespace Chan.Client.Sessions;

/// <summary>One timer for the deadlines of all rpcs of a connection: an rpc that is answered in time never touches a timer queue.</summary>
internal sealed class RpcDeadlines : IDisposable
{
    private readonly OpenRpcs _rpcs;
    private readonly TimeProvider _clock;
    private readonly Action<List<PendingRpc>> _onExpired;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;
    private bool _disposed;

    /// <summary>Watches the rpcs of one connection.</summary>
    /// <param name="rpcs">The rpcs; the earliest deadline among them is what the timer waits for.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="onExpired">Called on the timer's thread with the rpcs taken out; must not block.</param>
    internal RpcDeadlines(OpenRpcs rpcs, TimeProvider clock, Action<List<PendingRpc>> onExpired)
    {
        _rpcs = rpcs;
        _clock = clock;
        _onExpired = onExpired;
        _timer = clock.CreateTimer(
            static state => ((RpcDeadlines)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time stamp at which a call with this time-out ends; <see cref="long.MaxValue"/> for an infinite one.</summary>
    internal long DeadlineAfter(TimeSpan timeout)
        => timeout == Timeout.InfiniteTimeSpan
            ? long.MaxValue
            : _clock.GetTimestamp() + (long)(timeout.TotalSeconds * _clock.TimestampFrequency);

    /// <summary>Sees to it that the timer fires no later than this.</summary>
    internal void Watch(long deadline)
    {
        // Nearly always false: with one time-out for all calls, the earliest is the one already watched.
        if (deadline < Volatile.Read(ref _armedFor))
        {
            Arm(deadline);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer.Dispose();
        }
    }

    private void OnTimer()
    {
        Volatile.Write(ref _armedFor, long.MaxValue);
        List<PendingRpc> expired = _rpcs.TakeExpired(_clock.GetTimestamp(), out long next);
        if (next != long.MaxValue)
        {
            Arm(next);
        }

        if (expired.Count > 0)
        {
            _onExpired(expired);
        }
    }

    private void Arm(long deadline)
    {
        lock (_gate)
        {
            if (_disposed || deadline >= _armedFor)
            {
                return;
            }

            Volatile.Write(ref _armedFor, deadline);
            long ticks = Math.Max(0, deadline - _clock.GetTimestamp());

            // One millisecond more than the rounded time: a timer that fires early would find nothing expired.
            _timer.Change(TimeSpan.FromMilliseconds((ticks * 1000 / _clock.TimestampFrequency) + 1), Timeout.InfiniteTimeSpan);
        }
    }
}
