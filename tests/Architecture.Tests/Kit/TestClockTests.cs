using Chan.TestKit;

namespace Chan.Architecture.Tests.Kit;

public sealed class TestClockTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public async Task A_delay_ends_when_the_clock_reaches_it_and_not_before()
    {
        Task delay = Task.Delay(TimeSpan.FromSeconds(10), _clock);

        _clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(delay.IsCompleted);

        _clock.Advance(TimeSpan.FromTicks(1));
        await delay.WaitAsync(TestTimeouts.Long);
    }

    [Fact]
    public void Timers_fire_in_the_order_in_which_they_are_due_each_at_its_own_moment()
    {
        var fired = new List<(string Name, TimeSpan At)>();
        using ITimer late = _clock.CreateTimer(_ => fired.Add(("late", _clock.Elapsed)), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using ITimer early = _clock.CreateTimer(_ => fired.Add(("early", _clock.Elapsed)), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([("early", TimeSpan.FromSeconds(1)), ("late", TimeSpan.FromSeconds(3))], fired);
    }

    [Fact]
    public void A_periodic_timer_fires_once_per_period_until_it_is_disposed()
    {
        int fired = 0;
        ITimer timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        _clock.Advance(TimeSpan.FromSeconds(6));
        timer.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(3, fired);
        Assert.Equal(0, _clock.ArmedTimers);
    }

    [Fact]
    public async Task A_timer_armed_later_is_awaited_before_the_clock_moves()
    {
        var gate = new TaskCompletionSource();
        Task<string> sleeper = SleepAsync(gate.Task);
        Task armed = _clock.WaitForTimerAsync(TimeSpan.FromMinutes(1));
        Assert.False(armed.IsCompleted);

        gate.SetResult();
        await armed;
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("awake", await sleeper.WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public void Elapsed_time_is_exact_though_a_timestamp_is_not_a_tick()
    {
        long start = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromTicks(1_234_567_891));

        Assert.Equal(TimeSpan.FromTicks(1_234_567_891), _clock.GetElapsedTime(start));
        Assert.NotEqual(1_234_567_891, _clock.GetTimestamp() - start);
    }

    [Fact]
    public async Task A_cancellation_source_on_the_clock_cancels_in_time()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(2), _clock);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<TaskCanceledException>(() => Task.Delay(Timeout.InfiniteTimeSpan, _clock, source.Token));
    }

    private async Task<string> SleepAsync(Task gate)
    {
        await gate;
        await Task.Delay(TimeSpan.FromMinutes(1), _clock);
        return "awake";
    }
}
