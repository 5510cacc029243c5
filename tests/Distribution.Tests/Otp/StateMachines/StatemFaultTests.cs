using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.StateMachines;

/// <summary>How machines end whose code is at fault: the reasons of gen_statem, and the state that its terminate and its report are given.</summary>
[Trait("Scenario", "O2")]
public sealed class StatemFaultTests : StatemTest
{
    private const int CrashReport = 2601;
    private const int Terminating = 2620;

    [Theory]
    [InlineData("keep_state", "b", "{bad_return_from_state_function, keep_state}")]
    [InlineData("fail", "a", "boom")]
    public async Task An_entry_that_throws_a_term_has_given_a_bad_result_in_the_new_state_and_one_that_fails_leaves_the_old_one(
        string what, string state, string reason)
    {
        Log.Expect(Terminating);
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            (ErlTerm Reason, ErlTerm State)? ended = null;
            (StartResult started, ErlReference? monitor) = await GenStatem.StartMonitorAsync(
                self,
                () => new FakeStatem(StateInit.Ok(A), (_, e, current) => e.Kind == EventKind.Cast ? StateResult.NextState(B)
                    : current == A ? StateResult.KeepState()
                    : throw (what == "fail" ? TermException.Error(Term("boom"), ErlList.Empty) : TermException.Throw(Term(what))))
                {
                    IsToldOfEntry = true,
                    Ended = (why, last) => ended = (why, last),
                });
            GenStatem.Cast(self, started.Pid, Term("go"));

            Assert.Equal(ErlTerm.Tuple(Term(reason), ErlList.Empty), ((ErlTuple)await self.ReceiveAsync(monitor!))[4]);
            Assert.Equal((Term(reason), Term(state)), ended);
        });
    }

    [Fact]
    public async Task A_bad_result_of_an_entry_is_shown_with_its_actions()
    {
        Log.Expect(Terminating);
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            Clock.Advance(TimeSpan.FromSeconds(2));
            ErlTerm tag = Term("tag");
            TimeoutType name = TimeoutType.Generic(Term("n"));
            StateAction[] actions =
            [
                StateAction.Reply(new(self.Self, tag), Term("answer")), StateAction.Hibernate, StateAction.Postpone, StateAction.DoNotPostpone,
                StateAction.NextEvent(StateEvent.Internal(Term("i"))), StateAction.StartTimeout(TimeoutType.Event, TimeSpan.FromSeconds(1)),
                StateAction.StartTimeoutAt(TimeoutType.State, Clock.GetUtcNow(), Term("c")), StateAction.CancelTimeout(name),
                StateAction.UpdateTimeout(name, Term("u")), StateAction.ChangeCallbackModule(Machine((_, _) => StateResult.Stop())),
                StateAction.PushCallbackModule(Machine((_, _) => StateResult.Stop())), StateAction.PopCallbackModule,
            ];
            (StartResult started, ErlReference? monitor) = await GenStatem.StartMonitorAsync(
                self, () => new FakeStatem(StateInit.Ok(A), (_, e, state) => e.Kind == EventKind.Cast ? StateResult.NextState(B)
                    : state == A ? StateResult.KeepState()
                    : StateResult.NextState(A, actions))
                {
                    IsToldOfEntry = true,
                    Data = Term("d"),
                });
            GenStatem.Cast(self, started.Pid, Term("go"));

            Assert.Equal(
                $$$"""
                {{bad_state_enter_return_from_state_function,{next_state,a,d,[{reply,{{{{self.Self}}},tag},answer},hibernate,postpone,{postpone,false},{next_event,internal,i},{timeout,1000,timeout},{state_timeout,2000,c,[{abs,true}]},{{timeout,n},cancel},{{timeout,n},update,u},{change_callback_module,fake},{push_callback_module,fake},pop_callback_module]}},[]}
                """,
                ((ErlTuple)await self.ReceiveAsync(monitor!))[4].ToString());
        });
    }

    [Theory]
    [InlineData("throwing", "{bad_return_from_callback_mode, nonsense}")]
    [InlineData("number", "{bad_return_from_callback_mode, 7}")]
    public async Task A_machine_that_does_not_know_its_mode_ends_after_its_start(string what, string reason)
    {
        Log.Expect(Terminating);
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            ErlTerm? ended = null;
            (StartResult started, ErlReference? monitor) = await GenStatem.StartMonitorAsync(
                self,
                () => new FakeStatem(StateInit.Ok(A), (_, _, _) => StateResult.KeepState())
                {
                    AskMode = () => what == "number" ? (CallbackMode)7 : throw TermException.Throw(Term("nonsense")),
                    Ended = (why, _) => ended = why,
                });

            Assert.True(started.IsStarted);
            Assert.Equal(Term(reason), ((ErlTuple)((ErlTuple)await self.ReceiveAsync(monitor!))[4])[0]);
            Assert.Equal(Term(reason), ended);
        });
    }

    [Fact]
    public async Task Answers_are_given_before_the_machine_cleans_up_and_a_clean_up_that_fails_is_reported_whatever_its_reason()
    {
        Log.Expect(Terminating);
        await Run(async self =>
        {
            (StartResult started, ErlReference? monitor) = await GenStatem.StartMonitorAsync(
                self,
                () => new FakeStatem(StateInit.Ok(A), (_, e, _) => StateResult.StopAndReply(Atoms.Normal, (e.From, Term("bye"))))
                {
                    Ended = (_, _) => throw TermException.Exit(Atoms.Shutdown),
                });

            Assert.Equal(Term("bye"), await GenStatem.CallAsync(self, started.Pid, Term("x")));
            Assert.Equal(Atoms.Shutdown, ((ErlTuple)await self.ReceiveAsync(monitor!))[4]);
        });
        Assert.Contains("terminates: shutdown", Assert.Single(Log.Entries, entry => entry.EventId.Id == Terminating).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error", "{'EXIT', {boom, []}}")]
    [InlineData("exit", "{'EXIT', boom}")]
    [InlineData("throw", "boom")]
    [InlineData("mode", "{bad_return_from_callback_mode, 7}")]
    public async Task A_change_of_code_that_fails_leaves_the_state_and_says_what_sys_says(string what, string answer)
    {
        await Run(async self =>
        {
            ErlPid machine = (await GenStatem.StartAsync(self, () => new Unchangeable())).Pid;
            await self.SuspendAsync(machine);
            TermException failure = await Assert.ThrowsAsync<TermException>(
                () => self.ChangeCodeAsync(machine, ErlTerm.Atom("m"), Atoms.Undefined, Term(what)));

            // The last one's stack is that of the machine's loop.
            Assert.Equal(Term(answer), what == "mode" ? ((ErlTuple)((ErlTuple)failure.Reason)[1])[0] : failure.Reason);
            await self.ResumeAsync(machine);

            Assert.Equal(Term("{a, undefined}"), await self.GetStateAsync(machine));
            await Sync(self, machine);
        });
    }

    /// <summary>Fails as it is asked to when its code is changed.</summary>
    private sealed class Unchangeable : GenStatem
    {
        private bool _isAstray;

        protected internal override CallbackMode CallbackMode => _isAstray ? (CallbackMode)7 : CallbackMode.HandleEventFunction;

        protected internal override ValueTask<StateInit> InitAsync() => StateInit.Ok(A);

        protected internal override ValueTask<StateResult> HandleEventAsync(StateEvent stateEvent, ErlTerm state)
            => StateResult.KeepState(StateAction.Reply(stateEvent.From, Atoms.Ok));

        protected internal override ValueTask<ErlTerm> ChangeCodeAsync(ErlTerm oldVersion, ErlTerm state, ErlTerm extra)
        {
            _isAstray = extra is ErlAtom("mode");
            return extra switch
            {
                ErlAtom("error") => throw TermException.Error(Term("boom"), ErlList.Empty),
                ErlAtom("exit") => throw TermException.Exit(Term("boom")),
                ErlAtom("throw") => throw TermException.Throw(Term("boom")),
                _ => new(B),
            };
        }
    }
}
