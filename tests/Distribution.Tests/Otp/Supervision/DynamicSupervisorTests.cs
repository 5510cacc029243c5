using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Otp.Supervision;

[Trait("Scenario", "O4")]
public sealed class DynamicSupervisorTests : SupervisorTest
{
    [Fact]
    public async Task Children_with_a_start_of_their_own_come_at_run_time_and_go_by_their_pid()
    {
        await Run(async self =>
        {
            ErlPid tree = (await DynamicSupervisor.StartLinkAsync(self)).Pid;
            ErlPid a = (await self.StartChildAsync(tree, StartOf("a"))).Pid;
            ErlPid b = (await self.StartChildAsync(tree, StartOf("b"))).Pid;
            Assert.Equal(new ChildCounts(1, 2, 0, 2), await self.CountChildrenAsync(tree));
            await self.TerminateChildAsync(tree, a);

            Assert.Equal(b, Assert.Single(await self.WhichChildrenAsync(tree)).Pid);
            Assert.Equal(["+a", "+b", "-a"], Events);
            Assert.Equal(Atoms.Ok, await self.CallAsync(tree, ErlTerm.Tuple(Term("terminate_child"), a)));
            Assert.Equal(Term("{error, not_found}"), await self.CallAsync(tree, ErlTerm.Tuple(Term("terminate_child"), self.Self)));
            Assert.Equal(Term("{error, simple_one_for_one}"), await self.CallAsync(tree, Term("{terminate_child, child}")));
            Assert.Equal(Term("{error, simple_one_for_one}"), await self.CallAsync(tree, Term("{restart_child, child}")));
            Assert.Equal(Term("{error, simple_one_for_one}"), await self.CallAsync(tree, Term("{delete_child, child}")));
        });
    }

    [Fact]
    public async Task Arguments_come_to_the_start_and_again_to_every_restart()
    {
        AllowReports();
        await Run(async self =>
        {
            ErlPid tree = (await Supervisor.StartAsync(Node, Simple(RestartKind.Permanent, 1))).Pid;
            ErlPid first = (await self.StartChildAsync(tree, Term("x"), 1)).Pid;
            await CrashAsync(self, tree, first);

            Assert.Equal(["+x1", "!x1", "+x1"], Events);
            Assert.NotEqual(first, Assert.Single(await self.WhichChildrenAsync(tree)).Pid);
            Assert.Equal(Term("{error, {invalid_arguments, x}}"), await self.CallAsync(tree, Term("{start_child, x}")));
        });
    }

    [Fact]
    public async Task A_restart_that_fails_is_shown_and_tried_again()
    {
        Log.Expect(StartFailed);
        AllowReports();
        await Run(async self =>
        {
            int failures = 0;
            ErlPid tree = (await DynamicSupervisor.StartLinkAsync(
                self, new SupervisorFlags { Intensity = 100 }, ChildSpec.Template(Term("child")) with { Restart = RestartKind.Transient })).Pid;
            ErlPid first = (await self.StartChildAsync(
                tree, supervisor => failures-- > 0 ? Task.FromResult(StartResult.Failed(Boom)) : StartOf("a")(supervisor))).Pid;
            failures = 3;
            IReadOnlyList<ChildInformation> children = await CrashAsync(self, tree, first);
            while (children.Single().IsRestarting)
            {
                children = await self.WhichChildrenAsync(tree);
            }

            Assert.Equal(["+a", "!a", "+a"], Events);
            Assert.Equal(3, Log.Entries.Count(entry => entry.EventId.Id == StartFailed));
        });
    }

    [Fact]
    public async Task All_children_end_at_the_same_time_and_wrong_ends_are_reported_once_for_each_reason()
    {
        Log.Expect(ManyShutdownsFailed);
        await Run(async self =>
        {
            SupervisorSpec spec = Simple(RestartKind.Temporary, 1);
            ErlPid tree = (await Supervisor.StartAsync(Node, spec with { Children = [spec.Children[0] with { Shutdown = Shutdown.After(TimeSpan.FromSeconds(3)) }] })).Pid;
            ErlPid orderly = (await self.StartChildAsync(tree, Term("x"), 1)).Pid;
            for (int i = 0; i < 3; i++)
            {
                await self.StartChildAsync(tree, supervisor => supervisor.StartProcessLinkAsync(Term("deaf"), async (child, ack) =>
                {
                    child.TrapExit = true;
                    ack.Ok();
                    await child.ReceiveAsync(message => message == Atoms.Stop);
                }));
            }

            Task stopped = self.StopAsync(tree, Atoms.Shutdown);
            await ExitOf(orderly);
            await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(3));
            Clock.Advance(TimeSpan.FromSeconds(3));
            await stopped;

            TestLogEntry report = Assert.Single(Log.Entries, entry => entry.EventId.Id == ManyShutdownsFailed);
            Assert.Equal(3, report.Values["Count"]);
            Assert.Equal(["+x1", "-x1"], Events);
        });
    }

    [Fact]
    public async Task A_child_is_found_under_the_name_that_its_node_got_later()
    {
        await Run(async self =>
        {
            ErlPid tree = (await DynamicSupervisor.StartLinkAsync(self)).Pid;
            ErlPid child = (await self.StartChildAsync(tree, StartOf("a"))).Pid;
            Node.BecomeAlive(ErlTerm.Atom("late@host"), 7, new ScriptedRemoteNodes());
            await self.TerminateChildAsync(tree, new ErlPid(Node.Name, child.Id, child.Serial, Node.Creation));

            Assert.False(Node.IsAlive(child));
            Assert.Empty(await self.WhichChildrenAsync(tree));
        });
    }

    [Fact]
    public async Task Newer_code_starts_the_children_that_end_with_the_arguments_of_their_own()
    {
        AllowReports();
        await Run(async self =>
        {
            var changing = new Changing { Spec = Simple(RestartKind.Permanent, 3) };
            ErlPid tree = (await Supervisor.StartAsync(self, () => changing)).Pid;
            ErlPid child = (await self.StartChildAsync(tree, Term("x"), 1)).Pid;
            ErlPid own = (await self.StartChildAsync(tree, StartOf("own"))).Pid;
            changing.Spec = new SupervisorSpec(
                changing.Spec.Flags,
                [ChildSpec.Template(Term("child"), (supervisor, arguments) => StartOf("new" + string.Concat(arguments))(supervisor))]);
            await self.SuspendAsync(tree);
            await self.ChangeCodeAsync(tree, ErlTerm.Atom("m"), Atoms.Undefined, ErlList.Empty);
            await self.ResumeAsync(tree);
            await CrashAsync(self, tree, child);
            await CrashAsync(self, tree, own);

            Assert.Equal(["+x1", "+own", "!x1", "+newx1", "!own", "+own"], Events);
        });
    }

    [Fact]
    public async Task The_state_is_that_of_otp()
    {
        await Run(async self =>
        {
            ErlPid tree = (await Supervisor.StartAsync(Node, Simple(RestartKind.Permanent, 1))).Pid;
            ErlPid child = (await self.StartChildAsync(tree, Term("x"), 1)).Pid;
            var state = (ErlTuple)await self.GetStateAsync(tree);

            Assert.Equal(12, state.Count);
            Assert.Equal(ErlTerm.Tuple(Term("maps"), ErlTerm.Map((child, Term("[x, 1]")))), state[4]);
        });
    }

    private static async Task<IReadOnlyList<ChildInformation>> CrashAsync(ProcessContext self, ErlPid tree, ErlPid child)
    {
        ErlReference monitor = self.Monitor(child);
        self.Cast(child, Boom);
        await self.ReceiveAsync(monitor);
        return await self.WhichChildrenAsync(tree);
    }

    private SupervisorSpec Simple(RestartKind restart, int intensity) => new(
        new SupervisorFlags { Strategy = RestartStrategy.SimpleOneForOne, Intensity = intensity },
        [ChildSpec.Template(Term("child"), (supervisor, arguments) => StartOf(string.Concat(arguments))(supervisor)) with { Restart = restart }]);

    private sealed class Changing : Supervisor
    {
        public required SupervisorSpec Spec { get; set; }

        protected internal override ValueTask<SupervisorSpec?> InitAsync(ProcessContext self) => new(Spec);
    }
}
