namespace Chan.Distribution.Processes.Signals;

/// <summary>The one timer of a process for receives with a time-out.</summary>
/// <remarks>
/// It is not stopped when a message comes in time: most time-outs are long and never due, and the next receive finds the timer
/// running already. When it fires too early for the receive that waits then, it is set again for the rest.
/// </remarks>
internal sealed class ReceiveTimer : IDisposable
{
    private readonly ProcessContext _owner;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;

    public ReceiveTimer(ProcessContext owner, TimeProvider time)
    {
        _owner = owner;
        _time = time;
        _timer = time.CreateTimer(static state => ((ReceiveTimer)state!).OnFired(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the owner will be told by <paramref name="deadline"/> as things are. Takes no lock; asked by the owner alone.</summary>
    /// <remarks>
    /// Only the owner sets the timer, so between its question and its wait the answer can become wrong in one way: the timer fires. That
    /// sets the field back first and sends the note to the owner's mailbox after it: the note ends the wait, and the owner asks again.
    /// </remarks>
    public bool IsDueBy(long deadline) => deadline >= Volatile.Read(ref _armedFor);

    /// <summary>Makes sure that the owner is told when the time of <paramref name="deadline"/> (a timestamp of the clock) has come.</summary>
    public void Require(long deadline)
    {
        lock (_lock)
        {
            if (deadline >= _armedFor)
            {
                return;
            }

            _armedFor = deadline;
            TimeSpan due = _time.GetElapsedTime(_time.GetTimestamp(), deadline);
            _timer.Change(due > TimeSpan.Zero ? RoundUp(due) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Timers count whole milliseconds: rounding down would fire early and need a second round.</summary>
    private static TimeSpan RoundUp(TimeSpan due)
        => TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(due.TotalMilliseconds), uint.MaxValue - 1));

    private void OnFired()
    {
        lock (_lock)
        {
            _armedFor = long.MaxValue;
        }

        _owner.NoteTimeout();
    }
}
