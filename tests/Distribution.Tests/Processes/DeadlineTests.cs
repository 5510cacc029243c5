using Chan.Distribution.Processes;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Processes;

public sealed class DeadlineTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public void What_is_left_becomes_less_as_time_passes_and_ends_at_nothing()
    {
        var deadline = Deadline.After(_clock, TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), deadline.Left);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((TimeSpan.FromSeconds(2), "in 00:00:02"), (deadline.Left, deadline.ToString()));
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(TimeSpan.Zero, deadline.Left);
    }

    [Fact]
    public void A_time_that_is_over_already_leaves_nothing()
        => Assert.Equal(TimeSpan.Zero, Deadline.After(_clock, TimeSpan.FromSeconds(-3)).Left);

    [Fact]
    public void A_time_without_end_is_never_over()
    {
        var never = Deadline.After(_clock, Timeout.InfiniteTimeSpan);
        _clock.Advance(TimeSpan.FromDays(9));
        Assert.Equal((Timeout.InfiniteTimeSpan, "never", default), (never.Left, never.ToString(), never));
    }
}
