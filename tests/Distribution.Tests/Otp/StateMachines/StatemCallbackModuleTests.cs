using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.StateMachines;

/// <summary>Machines that hand their process on to other objects.</summary>
[Trait("Scenario", "O2")]
public sealed class StatemCallbackModuleTests : StatemTest
{
    private const int CrashReport = 2601;
    private const int DebugText = 2602;
    private const int Terminating = 2620;

    private readonly List<string> _seen = [];

    [Fact]
    public async Task A_pushed_object_handles_what_comes_until_it_is_popped()
    {
        await Run(async self =>
        {
            FakeStatem upper = Recording("upper", e => e.Content is ErlAtom("pop") ? StateResult.KeepState(StateAction.PopCallbackModule) : null);
            ErlPid machine = await Begin(self, Recording("lower", e => e.Content is ErlAtom("push")
                ? StateResult.KeepState(StateAction.PushCallbackModule(upper)) : null));
            await Play(self, machine, "x", "push", "x", "pop", "x", "push", "y");

            Assert.Equal(
                ["lower Cast x a", "lower Cast push a", "upper Cast x a", "upper Cast pop a", "lower Cast x a", "lower Cast push a", "upper Cast y a"], _seen);
        });
    }

    [Fact]
    public async Task A_changed_object_is_gone_for_good_and_those_below_it_stay()
    {
        await Run(async self =>
        {
            FakeStatem third = Recording("third", e => e.Content is ErlAtom("pop") ? StateResult.KeepState(StateAction.PopCallbackModule) : null);
            FakeStatem second = Recording("second", e => e.Content is ErlAtom("change") ? StateResult.KeepState(StateAction.ChangeCallbackModule(third)) : null);
            FakeStatem first = Recording("first", e => e.Content is ErlAtom("push") ? StateResult.KeepState(StateAction.PushCallbackModule(second)) : null);
            ErlPid machine = await Begin(self, first);
            await Play(self, machine, "push", "change");
            Assert.Equal("[third,first]", await ModulesOf(self, machine));
            await Play(self, machine, "x", "pop", "x");

            Assert.Equal(["first Cast push a", "second Cast change a", "third Cast x a", "third Cast pop a", "first Cast x a"], _seen);
            Assert.Equal("[first]", await ModulesOf(self, machine));
        });
    }

    [Fact]
    public async Task Two_objects_may_hand_the_process_to_and_fro_and_one_may_stand_above_itself()
    {
        await Run(async self =>
        {
            FakeStatem[] both = new FakeStatem[2];
            both[0] = Recording("zero", e => On(e, both[1]));
            both[1] = Recording("one", e => On(e, both[0]));
            ErlPid machine = await Begin(self, both[0]);
            await Play(self, machine, "change", "change", "self");
            Assert.Equal("[zero,zero]", await ModulesOf(self, machine));
            await Play(self, machine, "pop", "change");

            Assert.Equal(["zero Cast change a", "one Cast change a", "zero Cast self a", "zero Cast pop a", "zero Cast change a"], _seen);
            Assert.Equal("[one]", await ModulesOf(self, machine));

            StateResult? On(StateEvent e, FakeStatem other) => e.Content switch
            {
                ErlAtom("change") => StateResult.KeepState(StateAction.ChangeCallbackModule(other)),
                ErlAtom("self") => StateResult.KeepState(StateAction.PushCallbackModule(both[0])),
                ErlAtom("pop") => StateResult.KeepState(StateAction.PopCallbackModule),
                _ => null,
            };
        });
    }

    [Fact]
    public async Task The_entry_and_the_events_that_follow_belong_to_the_new_object_in_its_own_mode()
    {
        await Run(async self =>
        {
            var upper = new FakeStatem(default, (_, e, state) => Note("upper", e, state) ?? (e.Content is ErlAtom("pop")
                ? StateResult.NextState(A, StateAction.PopCallbackModule)
                : StateResult.KeepState()))
            {
                Name = "upper",
                Mode = CallbackMode.StateFunctions,
                IsToldOfEntry = true,
            };
            ErlPid machine = await Begin(self, Recording("lower", e => e.Content switch
            {
                ErlAtom("later") => StateResult.KeepState(StateAction.Postpone),
                ErlAtom("push") => StateResult.NextState(
                    B, StateAction.NextEvent(StateEvent.Internal(Term("i"))), StateAction.PushCallbackModule(upper)),
                _ => null,
            }));
            await Play(self, machine, "later", "push", "pop", "x");

            // The lower object is told of no entry: what counts is who handles events when the actions are carried out.
            Assert.Equal(
                [
                    "lower Cast later a", "lower Cast push a", "upper Enter a b", "upper Internal i b", "upper Cast later b", "upper Cast pop b",
                    "lower Cast x a",
                ],
                _seen);
        });
    }

    [Fact]
    public async Task A_state_that_stays_has_the_function_of_the_new_object()
    {
        await Run(async self =>
        {
            FakeStatem upper = WithFunctions("upper", _ => StateResult.KeepState());
            ErlPid machine = await Begin(self, WithFunctions("lower", e => e.Content is ErlAtom("push")
                ? StateResult.KeepState(StateAction.PushCallbackModule(upper))
                : StateResult.KeepState()));
            await Play(self, machine, "x", "push", "x");

            Assert.Equal(["lower Cast x a", "lower Cast push a", "upper Cast x a"], _seen);

            FakeStatem WithFunctions(string name, Func<StateEvent, StateResult> handle)
                => new(StateInit.Ok(A), (_, e, state) => Note(name, e, state) ?? handle(e)) { Name = name, Mode = CallbackMode.StateFunctions };
        });
    }

    [Fact]
    public async Task The_first_actions_may_hand_the_process_on()
    {
        await Run(async self =>
        {
            FakeStatem upper = Recording("upper", _ => null);
            var lower = new FakeStatem(StateInit.Ok(A, StateAction.PushCallbackModule(upper)), (_, _, _) => StateResult.Stop()) { Name = "lower" };
            ErlPid machine = await Begin(self, lower);
            await Play(self, machine, "x");

            Assert.Equal(["upper Cast x a"], _seen);
        });
    }

    [Fact]
    public async Task Tools_see_the_present_object_and_the_modules_of_all()
    {
        await Run(async self =>
        {
            self.Node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("swap"), 1, (_, arguments) => new(ErlTerm.Tuple(B, Term("swapped"))));
            FakeStatem upper = Recording("upper", e => e.Content is ErlAtom("pop") ? StateResult.KeepState(StateAction.PopCallbackModule) : null);
            FakeStatem lower = Recording("lower", e => e.Content is ErlAtom("push") ? StateResult.KeepState(StateAction.PushCallbackModule(upper)) : null);
            (lower.Data, upper.Data) = (Term("low"), Term("up"));
            ErlPid machine = await Begin(self, lower);
            await Play(self, machine, "push");

            Assert.Equal(Term("{a, up}"), await self.GetStateAsync(machine));
            Assert.Equal("[upper,lower]", await ModulesOf(self, machine));
            Assert.Equal(Term("{b, swapped}"), await self.ReplaceStateAsync(machine, (ErlFun)Term("fun m:swap/1")));
            await self.SuspendAsync(machine);
            await self.ChangeCodeAsync(machine, ErlTerm.Atom("upper"), Term("old"), B);
            await self.ResumeAsync(machine);
            Assert.Equal(Term("{b, {old, swapped}}"), await self.GetStateAsync(machine));
            await Play(self, machine, "pop");
            Assert.Equal(Term("{b, low}"), await self.GetStateAsync(machine));
        });
    }

    [Fact]
    public async Task A_trace_tells_of_the_new_module()
    {
        await Run(async self =>
        {
            FakeStatem upper = Recording("upper", _ => null);
            FakeStatem lower = Recording("lower", e => e.Content is ErlAtom("push") ? StateResult.NextState(B, StateAction.PushCallbackModule(upper)) : null);
            ErlPid machine = (await GenStatem.StartAsync(
                self, () => lower, new StartOptions { Name = ErlTerm.Atom("m"), Debug = [ErlTerm.Atom("trace")] })).Pid;
            await Play(self, machine, "push");

            Assert.Contains("*DBG* m module upper in state b", Log.Entries.Where(entry => entry.EventId.Id == DebugText).Select(entry => entry.Message));
        });
    }

    [Fact]
    public async Task Only_the_present_object_cleans_up_and_the_report_names_all()
    {
        Log.Expect(Terminating);
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            var ended = new List<string>();
            var upper = new FakeStatem(default, (_, _, _) => throw TermException.Error(Term("boom"))) { Name = "upper", Ended = (_, _) => ended.Add("upper") };
            var lower = new FakeStatem(StateInit.Ok(A, StateAction.PushCallbackModule(upper)), (_, _, _) => StateResult.KeepState())
            {
                Name = "lower",
                Ended = (_, _) => ended.Add("lower"),
                IsToldOfEntry = true,
            };
            ErlPid machine = await Begin(self, lower);
            await Failure(GenStatem.CallAsync(self, machine, Term("x")));

            Assert.Equal(["upper"], ended);
        });
        Assert.Contains(
            "callback modules [upper,lower], callback mode handle_event_function, client <",
            Assert.Single(Log.Entries, entry => entry.EventId.Id == Terminating).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pop", false, "{bad_action_from_state_function, pop_callback_module}")]
    [InlineData("pop", true, "{bad_action_from_state_function, pop_callback_module}")]
    [InlineData("push", true, "{bad_state_enter_action_from_state_function, {push_callback_module, other}}")]
    [InlineData("change", true, "{bad_state_enter_action_from_state_function, {change_callback_module, other}}")]
    [InlineData("throwing", false, "{bad_return_from_callback_mode, nonsense}")]
    [InlineData("failing", false, "no_mode")]
    [InlineData("number", false, "{bad_return_from_callback_mode, 7}")]
    public async Task A_hand_over_that_cannot_be_ends_the_machine_while_the_old_object_has_it(string what, bool isInEntry, string reason)
    {
        Log.Expect(Terminating);
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            bool isStarted = false;
            string? ended = null;
            StateAction action = what == "pop" ? StateAction.PopCallbackModule
                : what == "change" ? StateAction.ChangeCallbackModule(Other(what))
                : StateAction.PushCallbackModule(Other(what));
            (StartResult started, ErlReference? monitor) = await GenStatem.StartMonitorAsync(self, () => new FakeStatem(StateInit.Ok(A), (_, e, _) => e.Kind switch
            {
                EventKind.Cast => isInEntry ? StateResult.NextState(B) : StateResult.NextState(B, action),
                _ when !isStarted => Started(),
                _ => StateResult.KeepState(action),
            })
            {
                IsToldOfEntry = true,
                Ended = (_, state) => ended = $"old object in {state}",
            });
            GenStatem.Cast(self, started.Pid, Term("go"));

            Assert.Equal(Term(reason), ((ErlTuple)((ErlTuple)await self.ReceiveAsync(monitor!))[4])[0]);
            Assert.Equal("old object in b", ended);

            StateResult Started()
            {
                isStarted = true;
                return StateResult.KeepState();
            }
        });

        FakeStatem Other(string kind) => new(default, (_, _, _) => StateResult.KeepState())
        {
            Name = "other",
            AskMode = kind switch
            {
                "throwing" => () => throw TermException.Throw(Term("nonsense")),
                "failing" => () => throw TermException.Error(Term("no_mode")),
                "number" => () => (CallbackMode)7,
                _ => null,
            },
        };
    }

    [Fact]
    public async Task An_object_of_another_process_cannot_take_over()
    {
        Log.Expect(Terminating);
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            FakeStatem busy = Recording("busy", _ => null);
            await Begin(self, busy);
            ErlPid machine = await Begin(self, Recording("taker", _ => StateResult.KeepState(StateAction.PushCallbackModule(busy))));
            TermException failure = await Failure(GenStatem.CallAsync(self, machine, Term("go")));

            Assert.Contains("serves a process already", failure.Reason.ToString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_class_without_an_initialisation_cannot_be_started()
    {
        Log.Expect(2621);
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            Assert.Equal(Term("undef"), (await GenStatem.StartAsync(self, () => new Uninitialised())).Error);
            Assert.Contains("{undef,[{'Uninitialised',init,[undefined],[]}]}", (await Log.WaitForAsync(CrashReport)).Message, StringComparison.Ordinal);
        });
    }

    private static async Task<ErlPid> Begin(ProcessContext self, GenStatem machine) => (await GenStatem.StartAsync(self, () => machine)).Pid;

    private static async Task Play(ProcessContext self, ErlPid machine, params string[] casts)
    {
        foreach (string each in casts)
        {
            GenStatem.Cast(self, machine, Term(each));
        }

        await self.GetStateAsync(machine);
    }

    private static async Task<string> ModulesOf(ProcessContext self, ErlPid machine)
    {
        var status = (ErlTuple)await self.GetStatusAsync(machine);
        var data = (ErlList)((ErlTuple)((ErlList)((ErlList)status[3])[4])[1])[1];
        return ((ErlTuple)data[2])[1].ToString();
    }

    private FakeStatem Recording(string name, Func<StateEvent, StateResult?> handle)
        => new(StateInit.Ok(A), (_, e, state) => Note(name, e, state) ?? handle(e) ?? StateResult.KeepState()) { Name = name };

    private StateResult? Note(string name, StateEvent e, ErlTerm state)
    {
        _seen.Add($"{name} {e.Kind} {e.Content} {state}");
        return null;
    }

    private sealed class Uninitialised : GenStatem
    {
        protected internal override CallbackMode CallbackMode => CallbackMode.HandleEventFunction;
    }
}
