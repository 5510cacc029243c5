using Chan.Distribution.Otp.StateMachines;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.StateMachines;

[Trait("Scenario", "O2")]
public sealed class StatemTimeoutTests : StatemTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly ErlTerm Over = Term("over");

    [Theory]
    [InlineData("timeout", EventKind.EventTimeout)]
    [InlineData("state_timeout", EventKind.StateTimeout)]
    [InlineData("{timeout, name}", EventKind.GenericTimeout)]
    public async Task A_time_out_comes_when_its_time_is_over(string type, EventKind kind)
    {
        await Run(async self =>
        {
            Assert.True(TimeoutType.TryRead(Term(type), out TimeoutType timeout));
            var seen = new List<StateEvent>();
            ErlPid machine = await Start(self, (e, _) => Add(seen, e), false, StateAction.StartTimeout(timeout, Second, Over));
            await Clock.WaitForTimerAsync(Second);
            Clock.Advance(Second);
            await Sync(self, machine);

            StateEvent one = Assert.Single(seen);
            Assert.Equal((kind, Over, timeout.Name), (one.Kind, one.Content, one.Name));
            Assert.Equal(0, Clock.ArmedTimers);
        });
    }

    [Theory]
    [InlineData("event", false, true, true)]
    [InlineData("change", false, false, true)]
    public async Task Any_event_stops_the_event_time_out_and_a_change_of_state_that_of_the_state(string what, params bool[] isLeft)
    {
        await Run(async self =>
        {
            var seen = new List<StateEvent>();
            TimeoutType[] types = [TimeoutType.Event, TimeoutType.State, TimeoutType.Generic(A)];
            ErlPid machine = await Start(
                self,
                (e, _) => e switch
                {
                    (EventKind.Cast, ErlAtom("change")) => StateResult.NextState(B),
                    (EventKind.Cast, _) => StateResult.KeepState(),
                    _ => Add(seen, e),
                },
                false,
                [.. types.Select(type => StateAction.StartTimeout(type, Second))]);
            await Clock.WaitForTimersAsync(3);
            GenStatem.Cast(self, machine, Term(what));
            await Sync(self, machine);

            Assert.Equal(isLeft.Count(left => left), Clock.ArmedTimers);
            Clock.Advance(Second);
            await Sync(self, machine);
            Assert.Equal(types.Where((_, index) => isLeft[index]).Select(type => type.Kind), seen.Select(e => e.Kind).Order());
        });
    }

    [Fact]
    public async Task Time_outs_of_zero_come_after_queued_events_and_before_messages()
    {
        await Run(async self =>
        {
            var seen = new List<string>();
            ErlPid machine = await Start(self, (e, state) =>
            {
                seen.Add($"{e.Kind} {e.Content}");
                return e.Content switch
                {
                    ErlAtom("p") when state == A => StateResult.KeepState(StateAction.Postpone),
                    ErlAtom("go") => StateResult.NextState(
                        B,
                        StateAction.StartTimeout(TimeoutType.Generic(A), TimeSpan.Zero, Term("t1")),
                        StateAction.StartTimeout(TimeoutType.State, TimeSpan.Zero, Term("t2")),
                        StateAction.NextEvent(StateEvent.Internal(Term("i")))),
                    _ => StateResult.KeepState(),
                };
            });
            foreach (string name in new[] { "p", "go", "late" })
            {
                GenStatem.Cast(self, machine, Term(name));
            }

            await Sync(self, machine);
            Assert.Equal(["Cast p", "Cast go", "Internal i", "Cast p", "GenericTimeout t1", "StateTimeout t2", "Cast late"], seen);
        });
    }

    [Fact]
    public async Task An_event_time_out_of_zero_is_stopped_by_an_inserted_event()
    {
        await Run(async self =>
        {
            var seen = new List<StateEvent>();
            ErlPid machine = await Start(self, (e, _) => e.Kind == EventKind.Cast
                ? StateResult.KeepState(StateAction.StartTimeout(TimeoutType.Event, TimeSpan.Zero), StateAction.NextEvent(StateEvent.Internal(Over)))
                : Add(seen, e));
            GenStatem.Cast(self, machine, Over);
            await Sync(self, machine);

            Assert.Equal([EventKind.Internal], seen.Select(e => e.Kind));
        });
    }

    [Fact]
    public async Task A_time_out_is_started_anew_updated_and_cancelled()
    {
        await Run(async self =>
        {
            var seen = new List<string>();
            TimeoutType type = TimeoutType.Generic(A);
            ErlPid machine = await Start(self, (e, _) => e switch
            {
                (EventKind.Cast, ErlAtom("start")) => StateResult.KeepState(StateAction.StartTimeout(type, Second, Term("old"))),
                (EventKind.Cast, ErlAtom("longer")) => StateResult.KeepState(StateAction.StartTimeout(type, 2 * Second, Term("longer"))),
                (EventKind.Cast, ErlAtom("update")) => StateResult.KeepState(StateAction.UpdateTimeout(type, Term("updated"))),
                (EventKind.Cast, ErlAtom("cancel")) => StateResult.KeepState(StateAction.CancelTimeout(type)),
                (EventKind.Cast, ErlAtom("forever")) => StateResult.KeepState(StateAction.StartTimeout(type, Timeout.InfiniteTimeSpan)),
                _ => Add(seen, $"{e.Kind} {e.Content}"),
            });
            await Play("start", "longer");
            Clock.Advance(Second);
            await Play("update");
            Clock.Advance(Second);
            await Play("start", "cancel", "start", "forever");
            Assert.Equal(0, Clock.ArmedTimers);

            // Nothing runs: an update is over at once.
            await Play("update");
            Assert.Equal(["GenericTimeout updated", "GenericTimeout updated"], seen);

            async Task Play(params string[] names)
            {
                foreach (string name in names)
                {
                    GenStatem.Cast(self, machine, Term(name));
                }

                await Sync(self, machine);
            }
        });
    }

    [Fact]
    public async Task A_time_out_that_fires_while_it_is_stopped_is_dropped_and_a_foreign_one_is_a_message()
    {
        await Run(async self =>
        {
            var seen = new List<string>();
            var go = new TaskCompletionSource();
            ErlPid machine = (await GenStatem.StartAsync(self, () => new Slow(seen, go.Task))).Pid;
            await Clock.WaitForTimerAsync(Second);
            GenStatem.Cast(self, machine, Term("wait"));
            Clock.Advance(Second);
            go.SetResult();
            self.Send(machine, ErlTerm.Tuple(Atoms.Timeout, self.Node.MakeReference(), A));
            await GenStatem.CallAsync(self, machine, Term("x"));

            Assert.Equal(["Cast", "Info", "Call"], seen);
        });
    }

    private static StateResult Add<T>(List<T> seen, T what)
    {
        seen.Add(what);
        return StateResult.KeepState();
    }

    /// <summary>Stops its time-out once the test lets it.</summary>
    private sealed class Slow(List<string> seen, Task go) : GenStatem
    {
        protected internal override CallbackMode CallbackMode => CallbackMode.HandleEventFunction;

        protected internal override ValueTask<StateInit> InitAsync() => StateInit.Ok(A, StateAction.StartTimeout(TimeoutType.State, Second));

        protected internal override async ValueTask<StateResult> HandleEventAsync(StateEvent stateEvent, ErlTerm state)
        {
            seen.Add(stateEvent.Kind.ToString());
            await go;
            return stateEvent.Kind == EventKind.Call
                ? StateResult.KeepState(StateAction.Reply(stateEvent.From, Atoms.Ok))
                : StateResult.KeepState(StateAction.CancelTimeout(TimeoutType.State));
        }
    }
}
