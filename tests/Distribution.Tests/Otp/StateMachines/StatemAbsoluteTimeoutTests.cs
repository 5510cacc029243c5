using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Otp.Sys;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.StateMachines;

/// <summary>Time-outs that are over at a time, and those that last longer than timers do.</summary>
[Trait("Scenario", "O2")]
public sealed class StatemAbsoluteTimeoutTests : StatemTest
{
    private const int DebugText = 2602;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);
    private static readonly TimeoutType Name = TimeoutType.Generic(A);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_time_out_is_over_at_the_time_that_was_named(bool isTimestamp)
    {
        await Run(async self =>
        {
            Clock.Advance(3 * Second);
            var seen = new List<string>();
            ErlPid machine = await Start(
                self,
                (e, _) =>
                {
                    seen.Add($"{e.Kind} {e.Content} {Clock.Elapsed.TotalSeconds}");
                    return StateResult.KeepState();
                },
                false,
                At(Name, 10, isTimestamp),
                At(TimeoutType.State, 5, isTimestamp, Term("over")));
            await Clock.WaitForTimerAsync(2 * Second);
            await Clock.WaitForTimerAsync(7 * Second);
            Clock.Advance(2 * Second);
            await Sync(self, machine);
            Clock.Advance(5 * Second);
            await Sync(self, machine);

            Assert.Equal(["StateTimeout over 5", "GenericTimeout timeout 10"], seen);
            Assert.Equal(0, Clock.ArmedTimers);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_time_that_is_past_comes_behind_the_messages_that_are_there_already(bool isTimestamp)
    {
        await Run(async self =>
        {
            Clock.Advance(3 * Second);
            var seen = new List<string>();
            ErlPid machine = await Start(self, (e, state) =>
            {
                seen.Add($"{e.Kind} {e.Content}");
                return e.Content switch
                {
                    ErlAtom("p") when state == A => StateResult.KeepState(StateAction.Postpone),
                    ErlAtom("go") => StateResult.NextState(
                        B,
                        At(Name, 1, isTimestamp, Term("past")),
                        At(TimeoutType.State, 3, isTimestamp, Term("now")),
                        StateAction.StartTimeout(TimeoutType.Generic(B), TimeSpan.Zero, Term("zero")),
                        StateAction.NextEvent(StateEvent.Internal(Term("i")))),
                    _ => StateResult.KeepState(),
                };
            });
            await self.SuspendAsync(machine);
            foreach (string name in new[] { "p", "go", "waits" })
            {
                GenStatem.Cast(self, machine, Term(name));
            }

            await self.ResumeAsync(machine);
            await Sync(self, machine);
            GenStatem.Cast(self, machine, Term("late"));
            await Sync(self, machine);

            // Of those that are due at once the last action's comes first, as timers are started from the last action to the first.
            Assert.Equal(
                ["Cast p", "Cast go", "Internal i", "Cast p", "GenericTimeout zero", "Cast waits", "StateTimeout now", "GenericTimeout past", "Cast late"], seen);
        });
    }

    [Fact]
    public async Task A_past_time_out_of_the_event_is_stopped_by_a_message_that_waits_and_any_by_its_cancellation()
    {
        await Run(async self =>
        {
            Clock.Advance(Second);
            var seen = new List<string>();
            ErlPid machine = await Start(self, (e, state) =>
            {
                seen.Add($"{e.Kind} {e.Content}");
                return e.Content switch
                {
                    ErlAtom("go") => StateResult.KeepState(At(TimeoutType.Event, 0, false), At(Name, 0, true), At(TimeoutType.State, 0, true, Term("old"))),
                    ErlAtom("waits") => StateResult.KeepState(StateAction.CancelTimeout(Name), StateAction.UpdateTimeout(TimeoutType.State, Term("new"))),
                    _ => StateResult.KeepState(),
                };
            });
            await self.SuspendAsync(machine);
            GenStatem.Cast(self, machine, Term("go"));
            GenStatem.Cast(self, machine, Term("waits"));
            await self.ResumeAsync(machine);
            await Sync(self, machine);
            GenStatem.Cast(self, machine, Term("late"));
            await Sync(self, machine);

            Assert.Equal(["Cast go", "Cast waits", "StateTimeout new", "Cast late"], seen);
        });
    }

    [Fact]
    public async Task Time_outs_may_last_longer_than_timers_do()
    {
        await Run(async self =>
        {
            var seen = new List<ErlTerm>();
            TimeSpan rest = TimeSpan.FromDays(20);
            ErlPid machine = await Start(
                self,
                (e, _) =>
                {
                    seen.Add(e.Content);
                    return StateResult.KeepState();
                },
                false,
                StateAction.StartTimeout(TimeoutType.State, LongestTimer + LongestTimer + rest, Term("over")),
                StateAction.StartTimeout(TimeoutType.Generic(B), TimeSpan.MaxValue),
                StateAction.StartTimeoutAt(Name, DateTimeOffset.MaxValue));
            foreach (TimeSpan part in new[] { LongestTimer, LongestTimer, rest })
            {
                await Clock.WaitForTimersAsync(3);
                await Clock.WaitForTimerAsync(part);
                Assert.Empty(seen);
                Clock.Advance(part);
                await Sync(self, machine);
            }

            Assert.Equal([Term("over")], seen);
        });
    }

    [Fact]
    public async Task A_trace_shows_absolute_times_in_milliseconds_of_the_monotonic_clock()
    {
        await Run(async self =>
        {
            Clock.Advance(3 * Second);
            ErlPid machine = (await GenStatem.StartAsync(
                self,
                () => Machine((_, _) => StateResult.KeepState(), false, At(TimeoutType.State, 5, false), At(Name, 1, true)),
                new StartOptions { Name = ErlTerm.Atom("m"), Debug = [ErlTerm.Atom("trace")] })).Pid;
            await Sync(self, machine);

            Assert.Equal(
                [
                    "*DBG* m start_timer {{timeout,a},1000,timeout,[{abs,true}]} in state a",
                    "*DBG* m start_timer {state_timeout,5000,timeout,[{abs,true}]} in state a",
                ],
                Log.Entries.Where(entry => entry.EventId.Id == DebugText && entry.Message.Contains("start_timer", StringComparison.Ordinal)).Select(entry => entry.Message));
        });
    }

    [Fact]
    public void A_negative_time_is_no_time_out()
        => Assert.Throws<ArgumentOutOfRangeException>(() => StateAction.StartTimeout(TimeoutType.Event, TimeSpan.FromTicks(-2)));

    /// <summary>A time-out at a number of seconds after the start of the test.</summary>
    private StateAction At(TimeoutType type, double seconds, bool isTimestamp, ErlTerm? content = null)
    {
        TimeSpan left = TimeSpan.FromSeconds(seconds) - Clock.Elapsed;
        return isTimestamp
            ? StateAction.StartTimeoutAt(type, Clock.GetTimestamp() + (left.Ticks * (Clock.TimestampFrequency / TimeSpan.TicksPerSecond)), content)
            : StateAction.StartTimeoutAt(type, Clock.GetUtcNow() + left, content);
    }
}
