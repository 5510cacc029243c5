using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.StateMachines;

[Trait("Scenario", "O7")]
public sealed class StatemSystemTests : StatemTest
{
    private const int DebugText = 2602;

    [Fact]
    public async Task State_and_data_are_shown_and_replaced_as_a_pair()
    {
        await Run(async self =>
        {
            self.Node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("swap"), 1, (_, arguments) => new(ErlTerm.Tuple(B, Term("other"))));
            self.Node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("bad"), 1, (_, arguments) => new(Term("no_pair")));
            ErlPid machine = await Start(self, (_, _) => StateResult.KeepState());

            Assert.Equal(Term("{a, undefined}"), await self.GetStateAsync(machine));
            Assert.Equal(Term("{b, other}"), await self.ReplaceStateAsync(machine, (ErlFun)Term("fun m:swap/1")));
            await Assert.ThrowsAsync<TermException>(() => self.ReplaceStateAsync(machine, (ErlFun)Term("fun m:bad/1")));
            Assert.Equal(Term("{b, other}"), await self.GetStateAsync(machine));
        });
    }

    [Fact]
    public async Task The_status_is_what_gen_statem_shows()
    {
        await Run(async self =>
        {
            ErlPid machine = (await GenStatem.StartLinkAsync(
                self,
                () => new FakeStatem(
                    StateInit.Ok(A, StateAction.StartTimeout(TimeoutType.State, TimeSpan.FromHours(1), Term("late"))),
                    (_, _, _) => StateResult.KeepState(StateAction.Postpone))
                {
                    Data = Term("secret"),
                    Format = status => status with { Data = Term("hidden") },
                },
                new StartOptions { Name = ErlTerm.Atom("machine") })).Pid;
            GenStatem.Cast(self, machine, Term("p1"));
            GenStatem.Cast(self, machine, Term("p2"));
            var status = (ErlTuple)await self.GetStatusAsync(machine);

            Assert.Equal(
                ErlTerm.Parse("""
                    [{header, "Status for state machine machine"},
                     {data, [{"Status", running}, {"Parent", '$parent'}, {"Modules", [fake]}, {"Time-outs", {1, [{state_timeout, late}]}},
                             {"Logged Events", []}, {"Postponed", [{cast, p2}, {cast, p1}]}]},
                     {data, [{"State", {a, hidden}}]}]
                    """).ToString().Replace("'$parent'", self.Self.ToString(), StringComparison.Ordinal),
                ((ErlList)status[3])[4].ToString());
        });
    }

    [Fact]
    public async Task Secrets_of_a_machine_come_into_no_log()
    {
        const string Secret = "open_sesame";
        Log.Expect(2601);
        Log.Expect(2620);
        await Run(async self =>
        {
            ErlPid machine = (await GenStatem.StartAsync(
                self,
                () => new FakeStatem(StateInit.Ok(A), (_, _, _) => StateResult.Stop(ErlTerm.Tuple(Term("refused"), Term(Secret))))
                {
                    Format = status => status with
                    {
                        Reason = Term("hidden"),
                        Queue = ErlTerm.List([.. status.Queue.Select(waiting => ErlTerm.Tuple(((ErlTuple)waiting)[0], Term("hidden")))]),
                    },
                })).Pid;
            await self.SuspendAsync(machine);
            GenStatem.Cast(self, machine, Term(Secret));
            self.Send(machine, Term(Secret));
            await self.ResumeAsync(machine);
            await ExitOf(machine);
        });

        Assert.DoesNotContain(Log.Entries, entry => entry.Message.Contains(Secret, StringComparison.Ordinal));
        Assert.Contains("hidden; ancestors", (await Log.WaitForAsync(2601)).Message, StringComparison.Ordinal);
        Assert.Contains("1 unread messages [hidden]", (await Log.WaitForAsync(2601)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_that_cannot_be_made_shows_no_data()
    {
        await Run(async self =>
        {
            ErlPid machine = (await GenStatem.StartAsync(
                self,
                () => new FakeStatem(StateInit.Ok(A), (_, _, _) => StateResult.KeepState(StateAction.Postpone))
                {
                    Data = Term("secret"),
                    Format = _ => throw new InvalidOperationException("no"),
                })).Pid;
            string status = (await self.GetStatusAsync(machine)).ToString();

            Assert.Contains("""{"State",{a,"fake:format_status/1 crashed"}}""", status, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", status, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_trace_reads_as_gen_statem_writes_it()
    {
        await Run(async self =>
        {
            ErlPid machine = (await GenStatem.StartAsync(
                self,
                () => new FakeStatem(
                    StateInit.Ok(A),
                    (_, e, _) => e.Kind switch
                    {
                        EventKind.Call => StateResult.NextState(
                            B, StateAction.Reply(e.From, Atoms.Ok), StateAction.StartTimeout(TimeoutType.Generic(A), TimeSpan.Zero, Term("now"))),
                        EventKind.Cast => StateResult.KeepState(StateAction.Postpone, StateAction.NextEvent(StateEvent.Internal(Term("i")))),
                        EventKind.GenericTimeout => StateResult.Stop(),
                        _ => StateResult.KeepState(),
                    }),
                new StartOptions { Name = ErlTerm.Atom("m"), Debug = [ErlTerm.Atom("trace")] })).Pid;
            GenStatem.Cast(self, machine, Term("c"));
            await GenStatem.CallAsync(self, machine, Term("r"));
            await Node.WhenExited(machine);
            string[] expected =
            [
                "enter fake in state a", "consume internal init_state in state a", "receive cast c in state a", "receive internal i in state a",
                "postpone cast c in state a", "consume internal i in state a", $"receive call r from {self.Self} in state a", $"send ok to {self.Self}",
                $"consume call r from {self.Self} in state a => b", "start_timer {{timeout,a},0,now,[]} in state b", "receive internal i in state b",
                "postpone cast c in state b", "consume internal i in state b", "receive {timeout,a} now in state b", "terminate normal in state b",
            ];

            Assert.Equal(
                expected.Select(line => $"*DBG* m {line}"), Log.Entries.Where(entry => entry.EventId.Id == DebugText).Select(entry => entry.Message));
        });
    }

    [Fact]
    public async Task Suspended_it_handles_no_event_and_takes_new_code()
    {
        await Run(async self =>
        {
            var seen = new List<ErlTerm>();
            ErlPid machine = await Start(self, (_, state) =>
            {
                seen.Add(state);
                return StateResult.KeepState();
            });
            await self.SuspendAsync(machine);
            GenStatem.Cast(self, machine, Term("x"));
            await self.ChangeCodeAsync(machine, ErlTerm.Atom("fake"), Term("old"), B);
            Assert.Equal(Term("{b, {old, undefined}}"), await self.GetStateAsync(machine));
            Assert.Empty(seen);
            await self.ResumeAsync(machine);
            await Sync(self, machine);

            Assert.Equal([B], seen);
        });
    }

    [Fact]
    public async Task A_machine_that_traps_exits_ends_with_its_parent_after_cleaning_up()
    {
        var ended = new TaskCompletionSource<ErlTerm>();
        ErlPid? machine = null;
        ErlPid parent = Node.Spawn(async self =>
        {
            machine = (await GenStatem.StartLinkAsync(
                self,
                () => new FakeStatem(StateInit.Ok(A), (fake, e, _) =>
                {
                    fake.Trap();
                    return StateResult.KeepState(StateAction.Reply(e.From, Atoms.Ok));
                })
                {
                    Ended = (reason, _) => ended.SetResult(reason),
                })).Pid;
            await GenStatem.CallAsync(self, machine, Term("trap"));
            self.Exit(Atoms.Shutdown);
        });

        await ExitOf(parent);
        Assert.Equal(Atoms.Shutdown, await ended.Task);
        await ExitOf(machine!);
    }
}
