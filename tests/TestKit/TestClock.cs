namespace Chan.TestKit;

/// <summary>A clock that stands still until the test moves it; timers fire inside <see cref="Advance"/>, in the order in which they are due.</summary>
/// <remarks>
/// Thread-safe. Timer callbacks run on the thread that calls <see cref="Advance"/>; a timer armed with no delay at all runs on the thread pool at once,
/// as the system's does. Code that waits by timer arms it at a moment the test cannot see: await <see cref="WaitForTimerAsync(TimeSpan?)"/> before
/// advancing, or the timer is armed only after the time has passed.
/// </remarks>
public sealed class TestClock : TimeProvider
{
    // Four timestamps to a tick: code that takes timestamps for ticks or for Stopwatch units is wrong by a factor and fails at once,
    // while the conversion back stays exact.
    private const long TimestampsPerTick = 4;

    private readonly Lock _lock = new();
    private readonly List<TestTimer> _armed = [];
    private readonly DateTimeOffset _start;
    private TimeSpan _elapsed;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Makes a clock that shows a fixed moment.</summary>
    /// <param name="start">What the clock shows first; midnight of 1 January 2030, UTC, if not given.</param>
    public TestClock(DateTimeOffset? start = null)
        => _start = start ?? new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimestampsPerTick * TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Time by which the clock was advanced since it was made.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_lock)
            {
                return _elapsed;
            }
        }
    }

    /// <summary>Number of timers that wait to fire.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_lock)
            {
                return _armed.Count;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    /// <inheritdoc/>
    public override long GetTimestamp() => Elapsed.Ticks * TimestampsPerTick;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new TestTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and runs every timer that falls due on the way, each at its own moment.</summary>
    /// <param name="by">How far to move; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan target = Elapsed + by;
        while (TakeNextDue(target) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>Waits until a timer is armed.</summary>
    /// <param name="due">Time from now at which the timer must be due, exactly; any timer will do if not given.</param>
    /// <exception cref="TimeoutException">No such timer was armed within <see cref="TestTimeouts.Long"/>.</exception>
    public Task WaitForTimerAsync(TimeSpan? due = null)
        => WaitAsync(
            () => _armed.Exists(timer => due is null || timer.DueAt == _elapsed + due),
            due is null ? "a timer" : $"a timer due in {due}");

    /// <summary>Waits until at least so many timers are armed.</summary>
    /// <param name="count">How many timers must be armed at the same time.</param>
    /// <exception cref="TimeoutException">The number was not reached within <see cref="TestTimeouts.Long"/>.</exception>
    public Task WaitForTimersAsync(int count) => WaitAsync(() => _armed.Count >= count, $"{count} timers");

    /// <summary>Waits until at least so many timers are due at the same time.</summary>
    /// <param name="count">How many timers.</param>
    /// <param name="due">Time from now at which they must be due, exactly.</param>
    /// <exception cref="TimeoutException">The number was not reached within <see cref="TestTimeouts.Long"/>.</exception>
    public Task WaitForTimersAsync(int count, TimeSpan due)
        => WaitAsync(() => _armed.Count(timer => timer.DueAt == _elapsed + due) >= count, $"{count} timers due in {due}");

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WaitAsync(Func<bool> condition, string what)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (condition())
                {
                    return;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(TestTimeouts.Long);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"Waited {TestTimeouts.Long} for {what} to be armed; armed now: {Describe()}.");
            }
        }
    }

    private string Describe()
    {
        lock (_lock)
        {
            return _armed.Count == 0 ? "none" : string.Join(", ", _armed.Select(timer => $"due in {timer.DueAt - _elapsed}"));
        }
    }

    private TestTimer? TakeNextDue(TimeSpan target)
    {
        lock (_lock)
        {
            // Stable order: of two timers due at the same moment, the one armed first fires first.
            TestTimer? next = _armed.Where(timer => timer.DueAt <= target).MinBy(timer => timer.DueAt);
            if (next is null)
            {
                _elapsed = target > _elapsed ? target : _elapsed;
                return null;
            }

            _elapsed = next.DueAt > _elapsed ? next.DueAt : _elapsed;
            _armed.Remove(next);
            if (next.Period > TimeSpan.Zero)
            {
                next.DueAt = _elapsed + next.Period;
                _armed.Add(next);
            }

            return next;
        }
    }

    private bool Arm(TestTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        TaskCompletionSource changed;
        bool fireNow = dueTime == TimeSpan.Zero;
        lock (_lock)
        {
            _armed.Remove(timer);
            if (timer.IsDisposed)
            {
                return false;
            }

            timer.Period = period > TimeSpan.Zero ? period : TimeSpan.Zero;
            if (!fireNow && dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.DueAt = _elapsed + dueTime;
                _armed.Add(timer);
            }
            else if (fireNow && timer.Period > TimeSpan.Zero)
            {
                timer.DueAt = _elapsed + timer.Period;
                _armed.Add(timer);
            }

            changed = _changed;
            _changed = NewSignal();
        }

        changed.TrySetResult();
        if (fireNow)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static late => late.Fire(), timer, preferLocal: false);
        }

        return true;
    }

    private void Disarm(TestTimer timer)
    {
        lock (_lock)
        {
            timer.IsDisposed = true;
            _armed.Remove(timer);
        }
    }

    private sealed class TestTimer(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan DueAt { get; set; }

        public TimeSpan Period { get; set; }

        public bool IsDisposed { get; set; }

        public void Fire()
        {
            if (!IsDisposed)
            {
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
            ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
            return clock.Arm(this, dueTime, period);
        }

        public void Dispose() => clock.Disarm(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
