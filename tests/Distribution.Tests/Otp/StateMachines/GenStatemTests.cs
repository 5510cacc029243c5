using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.StateMachines;

[Trait("Scenario", "O2")]
public sealed class GenStatemTests : StatemTest
{
    private const int CrashReport = 2601;
    private const int Terminating = 2620;
    private const int NotInitialised = 2621;

    [Fact]
    public async Task Calls_casts_and_other_messages_come_as_events_of_their_own_kinds()
    {
        await Run(async self =>
        {
            var seen = new List<string>();
            ErlPid machine = await Start(self, (e, state) =>
            {
                seen.Add($"{e.Kind} {e.Content} in {state}");
                return e.Kind == EventKind.Call ? StateResult.NextState(B, StateAction.Reply(e.From, Term("answer"))) : StateResult.KeepState();
            });
            GenStatem.Cast(self, machine, Term("one"));
            self.Send(machine, Term("{two, 2}"));
            Assert.Equal(Term("answer"), await GenStatem.CallAsync(self, machine, Term("three")));
            GenStatem.Cast(self, machine, Term("four"));
            await Sync(self, machine);

            Assert.Equal(["Cast one in a", "Info {two,2} in a", "Call three in a", "Cast four in b"], seen);
        });
    }

    [Fact]
    public async Task A_state_with_a_function_of_its_own_handles_what_comes_in_it()
    {
        await Run(async self =>
        {
            ErlPid machine = (await GenStatem.StartLinkAsync(self, () => new Turnstile())).Pid;

            Assert.Equal(Term("refused"), await GenStatem.CallAsync(self, machine, Term("push")));
            Assert.Equal(Term("thanks"), await GenStatem.CallAsync(self, machine, Term("coin")));
            Assert.Equal(Term("passed"), await GenStatem.CallAsync(self, machine, Term("push")));
            Assert.Equal(Term("refused"), await GenStatem.CallAsync(self, machine, Term("push")));
        });
    }

    [Theory]
    [InlineData("nosuch", "{undef, [{fake, nosuch, [cast, x, undefined], []}]}")]
    [InlineData("{no, atom}", "badarg")]
    public async Task A_state_without_a_function_ends_the_machine(string state, string reason)
    {
        Log.Expect(Terminating);
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            (StartResult started, ErlReference? monitor) = await GenStatem.StartMonitorAsync(
                self,
                () => new FakeStatem(StateInit.Ok(A), (_, _, _) => StateResult.NextState(Term(state)))
                {
                    Mode = CallbackMode.StateFunctions,
                    IsState = name => name == A,
                });
            GenStatem.Cast(self, started.Pid, Term("go"));
            GenStatem.Cast(self, started.Pid, Term("x"));
            var down = (ErlTuple)await self.ReceiveAsync(monitor!);

            // A fault carries its stack.
            Assert.Equal(Term(reason).ToString(), (state == "nosuch" ? down[4] : ((ErlTuple)down[4])[0]).ToString());
        });
    }

    [Fact]
    public async Task Postponed_events_come_again_after_a_change_of_state_and_inserted_ones_before_them()
    {
        await Run(async self =>
        {
            var seen = new List<string>();
            ErlPid machine = await Start(self, (e, state) =>
            {
                seen.Add($"{e.Content}:{state}");
                return e.Content is ErlAtom("go")
                    ? StateResult.NextState(B, StateAction.NextEvent(StateEvent.Internal(Term("i1"))), StateAction.NextEvent(StateEvent.Cast(Term("i2"))))
                    : state == A ? StateResult.KeepState(StateAction.Postpone) : StateResult.KeepState();
            });
            foreach (string name in new[] { "p1", "p2", "go", "late" })
            {
                GenStatem.Cast(self, machine, Term(name));
            }

            await Sync(self, machine);
            Assert.Equal(["p1:a", "p2:a", "go:a", "i1:b", "i2:b", "p1:b", "p2:b", "late:b"], seen);
        });
    }

    [Fact]
    public async Task Entries_are_told_of_at_the_start_at_changes_and_at_repetitions()
    {
        await Run(async self =>
        {
            var seen = new List<string>();
            ErlPid machine = await Start(
                self,
                (e, state) =>
                {
                    seen.Add($"{e.Kind} {e.Content}:{state}");
                    return e.Content switch
                    {
                        ErlAtom("again") => StateResult.RepeatState(),
                        ErlAtom("same") => StateResult.NextState(state),
                        ErlAtom("other") => StateResult.NextState(B),
                        _ => StateResult.KeepState(),
                    };
                },
                isToldOfEntry: true);
            foreach (string name in new[] { "again", "same", "other" })
            {
                GenStatem.Cast(self, machine, Term(name));
            }

            await Sync(self, machine);
            Assert.Equal(["Enter a:a", "Cast again:a", "Enter a:a", "Cast same:a", "Cast other:a", "Enter a:b"], seen);
        });
    }

    [Theory]
    [InlineData("change", "{bad_state_enter_return_from_state_function, {next_state, a, undefined}}")]
    [InlineData("postpone", "{bad_state_enter_action_from_state_function, postpone}")]
    [InlineData("insert", "{bad_state_enter_action_from_state_function, {next_event, internal, x}}")]
    public async Task An_entry_may_neither_change_the_state_nor_postpone_nor_insert(string what, string reason)
    {
        Log.Expect(Terminating);
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            bool isFirst = true;
            (StartResult started, ErlReference? monitor) = await GenStatem.StartMonitorAsync(self, () => Machine((e, _) => (e.Kind, what) switch
            {
                (EventKind.Cast, _) => StateResult.NextState(B),
                _ when e.Content == A && isFirst => First(),
                (_, "change") => StateResult.NextState(A),
                (_, "postpone") => StateResult.KeepState(StateAction.Postpone),
                _ => StateResult.KeepState(StateAction.NextEvent(StateEvent.Internal(Term("x")))),
            }, isToldOfEntry: true));
            GenStatem.Cast(self, started.Pid, Term("go"));

            Assert.Equal(ErlTerm.Tuple(Term(reason), ErlList.Empty), ((ErlTuple)await self.ReceiveAsync(monitor!))[4]);

            StateResult First()
            {
                isFirst = false;
                return StateResult.KeepState();
            }
        });
    }

    [Fact]
    public async Task A_stop_answers_whom_it_says_and_tells_terminate()
    {
        await Run(async self =>
        {
            (ErlTerm, ErlTerm)? ended = null;
            (StartResult started, ErlReference? monitor) = await GenStatem.StartMonitorAsync(
                self,
                () => new FakeStatem(StateInit.Ok(A), (_, e, _) => StateResult.StopAndReply(Term("{shutdown, done}"), (e.From, Term("bye"))))
                {
                    Ended = (reason, state) => ended = (reason, state),
                });

            Assert.Equal(Term("bye"), await GenStatem.CallAsync(self, started.Pid, Term("x")));
            Assert.Equal(Term("{shutdown, done}"), ((ErlTuple)await self.ReceiveAsync(monitor!))[4]);
            Assert.Equal((Term("{shutdown, done}"), A), ended);
        });
    }

    [Fact]
    public async Task A_crash_reaches_the_caller_and_the_log_with_events_state_and_data()
    {
        Log.Expect(Terminating);
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            ErlTerm? told = null;
            ErlPid machine = (await GenStatem.StartAsync(
                self,
                () => new FakeStatem(StateInit.Ok(A), (_, e, _) => e.Kind switch
                {
                    EventKind.Cast => StateResult.KeepState(StateAction.Postpone),
                    EventKind.Call => StateResult.KeepState(
                        StateAction.NextEvent(StateEvent.Internal(Term("first"))), StateAction.NextEvent(StateEvent.Internal(Term("second")))),
                    _ => throw TermException.Error(Term("boom")),
                })
                {
                    Data = Term("my_data"),
                    Ended = (reason, _) => told = reason,
                })).Pid;
            GenStatem.Cast(self, machine, Term("later"));
            TermException failure = await Failure(GenStatem.CallAsync(self, machine, Term("x")));

            var reason = (ErlTuple)failure.Reason;
            Assert.Equal(Term("boom"), ((ErlTuple)reason[0])[0]);
            Assert.Equal(ErlTerm.Tuple(Term("gen_statem"), Term("call"), ErlTerm.List(machine, Term("x"), Term("infinity"))), reason[1]);
            Assert.Equal(Term("boom"), told);
        });
        string text = Assert.Single(Log.Entries, entry => entry.EventId.Id == Terminating).Message;
        Assert.Contains(
            "last event {internal,first}, state a, data my_data, queue [{internal,first},{internal,second}], postponed [{cast,later}], time-outs []",
            text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Starts_end_as_the_initialisation_says()
    {
        Log.Expect(NotInitialised);
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            self.TrapExit = true;
            Assert.Equal(StartResult.Ignore, await Begin(StateInit.Ignore));
            Assert.Equal(Term("{error, nope}"), (await Begin(StateInit.Stop(Term("nope")))).ToTerm());
            Assert.Equal(Term("{error, boom}"), (await GenStatem.StartAsync(self, () => new Broken())).ToTerm());
            await self.ReceiveAsync(message => message is ErlTuple and [ErlAtom("EXIT"), ..], TimeSpan.Zero);
            StartResult first = await Begin(StateInit.Ok(A));
            Assert.Equal(ErlTerm.Tuple(Atoms.AlreadyStarted, first.Pid), (await Begin(StateInit.Ok(A))).Error);

            Task<StartResult> Begin(StateInit init) => GenStatem.StartLinkAsync(
                self, () => new FakeStatem(init, (_, _, _) => StateResult.KeepState()), new StartOptions { Name = ErlTerm.Atom("machine") });
        });
    }

    [Fact]
    public async Task Calls_and_stops_fail_with_what_erlang_says()
    {
        await Run(async self =>
        {
            Assert.Equal(
                Term("{noproc, {gen_statem, call, [nobody, x, infinity]}}"), (await Failure(GenStatem.CallAsync(self, Term("nobody"), Term("x")))).Reason);
            Assert.Equal(
                Atoms.Noproc, (await Assert.ThrowsAsync<TermException>(() => GenStatem.StopAsync(self, Term("nobody")))).Reason);
            ErlPid machine = await Start(self, (_, _) => StateResult.KeepState());
            ValueTask<ErlTerm> late = GenStatem.CallAsync(self, machine, Term("x"), TimeSpan.FromMilliseconds(50));
            await Clock.WaitForTimerAsync();
            Clock.Advance(TimeSpan.FromMilliseconds(50));

            Assert.Equal(ErlTerm.List(machine, Term("x"), 50), ((ErlTuple)((ErlTuple)(await Failure(late)).Reason)[1])[2]);
            await GenStatem.StopAsync(self, machine, Term("shutdown"));
            Assert.False(self.Node.IsAlive(machine));
        });
    }

    private sealed class Turnstile : GenStatem
    {
        private static readonly ErlAtom LockedState = ErlTerm.Atom("locked");
        private static readonly ErlAtom OpenState = ErlTerm.Atom("open");

        protected internal override CallbackMode CallbackMode => CallbackMode.StateFunctions;

        protected internal override ValueTask<StateInit> InitAsync() => StateInit.Ok(LockedState);

        protected internal override Func<StateEvent, ValueTask<StateResult>>? FindState(ErlAtom state) => state.Name switch
        {
            "locked" => Locked,
            "open" => OpenAsync,
            _ => null,
        };

        private static ValueTask<StateResult> Locked(StateEvent e) => e switch
        {
            (EventKind.Call, ErlAtom("coin")) => StateResult.NextState(OpenState, StateAction.Reply(e.From, Term("thanks"))),
            _ => StateResult.KeepState(StateAction.Reply(e.From, Term("refused"))),
        };

        private static async ValueTask<StateResult> OpenAsync(StateEvent e)
        {
            await Task.Yield();
            return StateResult.NextState(LockedState, StateAction.Reply(e.From, Term("passed")));
        }
    }

    private sealed class Broken : GenStatem
    {
        protected internal override CallbackMode CallbackMode => CallbackMode.HandleEventFunction;

        protected internal override ValueTask<StateInit> InitAsync() => throw TermException.Error(Term("boom"), ErlList.Empty);
    }
}
