using Chan.Terms;

namespace Chan.Distribution.Tests.Processes;

[Trait("Scenario", "P1")]
public sealed class TimerTests : ProcessTest
{
    [Fact]
    public async Task A_timer_sends_its_message_when_the_time_has_come()
    {
        await Run(async self =>
        {
            self.SendAfter(TimeSpan.FromSeconds(1), self.Self, Atoms.Ok);
            Clock.Advance(TimeSpan.FromMilliseconds(999));
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
            Clock.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(Atoms.Ok, await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task A_started_timer_sends_its_reference_along()
    {
        await Run(async self =>
        {
            ErlReference timer = self.StartTimer(TimeSpan.FromSeconds(1), self.Self, 17);
            Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(ErlTerm.Tuple(Atoms.Timeout, timer, 17), await self.ReceiveAsync(timer));
        });
    }

    [Fact]
    public async Task A_cancelled_timer_says_what_was_left_and_sends_nothing()
    {
        await Run(async self =>
        {
            ErlReference timer = self.SendAfter(TimeSpan.FromSeconds(3), self.Self, 1);
            Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(TimeSpan.FromSeconds(2), self.CancelTimer(timer));
            Assert.Null(self.CancelTimer(timer));
            Clock.Advance(TimeSpan.FromSeconds(5));
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    [Fact]
    public async Task A_timer_that_has_fired_cannot_be_cancelled()
    {
        await Run(async self =>
        {
            ErlReference timer = self.SendAfter(TimeSpan.FromSeconds(1), self.Self, 1);
            Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Null(self.CancelTimer(timer));
            Assert.Equal(1, await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task A_timer_looks_its_name_up_when_it_fires()
    {
        await Run(async self =>
        {
            ErlAtom name = ErlTerm.Atom("later");
            self.SendAfter(TimeSpan.FromSeconds(1), name, 1);
            self.SendAfter(TimeSpan.FromSeconds(2), name, 2);
            Clock.Advance(TimeSpan.FromSeconds(1));
            self.Node.Register(name, self.Self);
            Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(2, await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task The_timers_of_a_process_end_with_it()
    {
        ErlPid other = SpawnIdle();
        ErlReference[] timers = [.. Enumerable.Range(1, 4).Select(n => Node.SendAfter(TimeSpan.FromSeconds(n), other, n))];
        ErlReference kept = Node.SendAfter(TimeSpan.FromSeconds(9), ErlTerm.Atom("later"), 1);
        Assert.Equal(TimeSpan.FromSeconds(2), Node.CancelTimer(timers[1]));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, Clock.ArmedTimers);

        Node.Exit(other, Atoms.Kill);
        await ExitOf(other);

        Assert.Equal(1, Clock.ArmedTimers);
        Assert.All(timers, timer => Assert.Null(Node.CancelTimer(timer)));
        Assert.Equal(TimeSpan.FromSeconds(8), Node.CancelTimer(kept));
    }

    [Fact]
    public async Task A_timer_for_a_process_that_is_gone_is_not_started()
    {
        ErlPid gone = Node.Spawn(_ => Task.CompletedTask);
        await ExitOf(gone);

        ErlReference timer = Node.SendAfter(TimeSpan.FromSeconds(1), gone, 1);

        Assert.Equal(0, Clock.ArmedTimers);
        Assert.Null(Node.CancelTimer(timer));
    }

    [Fact]
    public async Task A_timer_to_nowhere_or_with_a_negative_delay_is_refused()
        => await Run(self =>
        {
            Assert.Throws<ArgumentException>(() => self.SendAfter(TimeSpan.FromSeconds(1), 17, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => self.SendAfter(TimeSpan.FromSeconds(-1), self.Self, 1));
            return Task.CompletedTask;
        });
}
