using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Otp.Supervision;

[Trait("Scenario", "O4")]
public sealed class SupervisorTests : SupervisorTest
{
    [Fact]
    public async Task Children_start_in_order_and_end_in_the_reverse_one()
    {
        await Run(async self =>
        {
            ErlPid tree = (await Supervisor.StartAsync(
                self.Node, new SupervisorSpec(Child("a"), Child("b"), Child("c")), new StartOptions { Name = ErlTerm.Atom("tree") })).Pid;
            Assert.Equal("a+ b+ c+", Shown(await self.WhichChildrenAsync(ErlTerm.Atom("tree"))));
            await self.StopAsync(tree, Atoms.Shutdown);

            Assert.Equal(["+a", "+b", "+c", "-c", "-b", "-a"], Events);
        });
    }

    [Theory]
    [InlineData(RestartStrategy.OneForOne, "+b")]
    [InlineData(RestartStrategy.RestForOne, "-c +b +c")]
    [InlineData(RestartStrategy.OneForAll, "-c -a +a +b +c")]
    public async Task A_strategy_says_which_children_start_again(RestartStrategy strategy, string expected)
    {
        Log.Expect(ChildTerminated);
        AllowReports();
        await Run(async self =>
        {
            ErlPid tree = await StartAsync(self, new SupervisorFlags { Strategy = strategy }, Child("a"), Child("b"), Child("c"));
            TakeEvents();

            Assert.Equal("a+ b+ c+", Shown(await EndAsync(self, tree, "b", Boom)));
            Assert.Equal("!b " + expected, string.Join(" ", TakeEvents()));
        });
    }

    [Theory]
    [InlineData(RestartKind.Permanent, "normal", "a+ b+")]
    [InlineData(RestartKind.Transient, "normal", "a- b+")]
    [InlineData(RestartKind.Transient, "{shutdown, done}", "a- b+")]
    [InlineData(RestartKind.Transient, "boom", "a+ b+")]
    [InlineData(RestartKind.Temporary, "boom", "b+")]
    [InlineData(RestartKind.Temporary, "normal", "b+")]
    public async Task The_kind_of_restart_says_whether_a_child_starts_again(RestartKind restart, string reason, string expected)
    {
        AllowReports();
        await Run(async self =>
        {
            ErlPid tree = await StartAsync(self, new SupervisorFlags(), Child("a", restart), Child("b"));

            Assert.Equal(expected, Shown(await EndAsync(self, tree, "a", Term(reason))));
        });
    }

    [Fact]
    public async Task Too_many_restarts_in_the_period_end_the_supervisor_and_its_children()
    {
        Log.Expect(GivenUp);
        AllowReports();
        await Run(async self =>
        {
            ErlPid tree = await StartAsync(
                self, new SupervisorFlags { Intensity = 2, Period = TimeSpan.FromSeconds(10) }, Child("a"), Child("b"));
            await EndAsync(self, tree, "a", Boom);
            await EndAsync(self, tree, "a", Boom);
            Clock.Advance(TimeSpan.FromSeconds(11));
            await EndAsync(self, tree, "a", Boom);
            await EndAsync(self, tree, "b", Boom);
            TakeEvents();
            ErlPid last = await PidOf(self, tree, "a");
            self.Cast(last, Boom);

            Assert.Equal(Atoms.Shutdown, await ExitOf(tree));
            Assert.Equal(["!a", "-b"], TakeEvents());
        });
    }

    [Fact]
    public async Task A_start_that_fails_stops_the_ones_before_it_and_says_which_it_was()
    {
        Log.Expect(StartFailed);
        await Run(async self =>
        {
            var failing = new ChildSpec(Term("c"), _ => Task.FromResult(StartResult.Failed(Boom)));
            StartResult result = await Supervisor.StartAsync(self.Node, new SupervisorSpec(Child("a"), Child("b"), failing));

            Assert.Equal(Term("{shutdown, {failed_to_start_child, c, boom}}"), result.Error);
            Assert.Equal(["+a", "+b", "-b", "-a"], Events);
        });
    }

    [Fact]
    public async Task A_restart_that_fails_is_tried_again_and_counts()
    {
        Log.Expect(StartFailed);
        Log.Expect(GivenUp);
        AllowReports();
        await Run(async self =>
        {
            int failures = 0;
            var child = new ChildSpec(Term("a"), supervisor => --failures < 0 ? StartOf("a")(supervisor) : Task.FromResult(StartResult.Failed(Boom)));
            ErlPid tree = await StartAsync(self, new SupervisorFlags { Intensity = 3, Period = TimeSpan.FromSeconds(10) }, child);
            ErlPid first = await PidOf(self, tree, "a");
            failures = 2;
            IReadOnlyList<ChildInformation> children = await EndAsync(self, tree, "a", Boom);
            while (children.Single().IsRestarting)
            {
                children = await self.WhichChildrenAsync(tree);
            }

            Assert.NotEqual(first, children.Single().Pid);
            Clock.Advance(TimeSpan.FromSeconds(11));
            failures = int.MaxValue;
            self.Cast(await PidOf(self, tree, "a"), Boom);
            Assert.Equal(Atoms.Shutdown, await ExitOf(tree));
        });
    }

    [Fact]
    public async Task A_child_that_does_not_end_in_time_is_killed_and_one_for_a_brutal_kill_is_not_asked()
    {
        Log.Expect(ShutdownFailed);
        await Run(async self =>
        {
            ErlPid tree = await StartAsync(
                self, new SupervisorFlags(), Deaf("brutal", Shutdown.BrutalKill), Deaf("slow", Shutdown.After(TimeSpan.FromSeconds(7))));
            Task stopped = self.StopAsync(tree, Atoms.Shutdown);
            await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(7));
            Clock.Advance(TimeSpan.FromSeconds(7));
            await stopped;

            TestLogEntry report = Assert.Single(Log.Entries, entry => entry.EventId.Id == ShutdownFailed);
            Assert.Equal("slow", report.Values["Id"]!.ToString());
            Assert.Equal("killed", report.Values["Reason"]);
        });
    }

    [Theory]
    [InlineData(AutoShutdown.AnySignificant, 1)]
    [InlineData(AutoShutdown.AllSignificant, 2)]
    public async Task The_end_of_significant_children_ends_the_supervisor(AutoShutdown autoShutdown, int needed)
    {
        await Run(async self =>
        {
            ErlPid tree = await StartAsync(
                self, new SupervisorFlags { AutoShutdown = autoShutdown },
                Child("a", RestartKind.Transient) with { IsSignificant = true },
                Child("b", RestartKind.Temporary) with { IsSignificant = true },
                Child("c", RestartKind.Transient));
            await EndAsync(self, tree, "c", Atoms.Normal);
            string[] significant = ["a", "b"];
            for (int i = 0; i < needed - 1; i++)
            {
                await EndAsync(self, tree, significant[i], Atoms.Normal);
            }

            self.Cast(await PidOf(self, tree, significant[needed - 1]), Atoms.Normal);
            Assert.Equal(Atoms.Shutdown, await ExitOf(tree));
        });
    }

    [Fact]
    public async Task A_supervisor_ends_with_its_parent_and_takes_its_children_along()
    {
        ErlPid? tree = null;
        ErlPid parent = Node.Spawn(async self =>
        {
            tree = (await Supervisor.StartLinkAsync(self, new SupervisorSpec(Child("a")))).Pid;
            self.Exit(Atoms.Shutdown);
        });
        await ExitOf(parent);

        Assert.Contains(await ExitOf(tree!), new List<ErlTerm> { Atoms.Shutdown, Atoms.Noproc });
        Assert.Equal(["+a", "-a"], Events);
    }

    [Fact]
    public async Task A_supervisor_that_does_not_want_to_run_is_ignored_and_wrong_specifications_are_refused()
    {
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            Assert.Equal(StartResult.Ignore, await Supervisor.StartAsync(self, () => new Unwilling()));
            Assert.Equal(
                Term("{start_spec, {duplicate_child_name, a}}"), (await Supervisor.StartAsync(self.Node, new SupervisorSpec(Child("a"), Child("a")))).Error);
            Assert.Equal(
                Term("{start_spec, {bad_combination, [{auto_shutdown, never}, {significant, true}]}}"),
                (await Supervisor.StartAsync(self.Node, new SupervisorSpec(Child("a", RestartKind.Transient) with { IsSignificant = true }))).Error);
            Assert.Equal(
                Term("{bad_start_spec, []}"),
                (await Supervisor.StartAsync(self.Node, new SupervisorSpec(new SupervisorFlags { Strategy = RestartStrategy.SimpleOneForOne }, []))).Error);
        });
    }

    [Fact]
    public async Task Tools_read_the_state_of_a_supervisor_as_one_of_otp()
    {
        await Run(async self =>
        {
            ErlPid tree = await StartAsync(self, new SupervisorFlags { Intensity = 4 }, Child("a", RestartKind.Transient));
            ErlPid child = await PidOf(self, tree, "a");
            ErlTerm record = ErlTerm.Tuple(
                Term("child"), child, Term("a"), Term("{a, start_link, []}"), Atoms.Transient, Atoms.False, 5000, Atoms.Worker, Term("[a]"));
            ErlTerm expected = ErlTerm.Tuple(
                Atoms.State, ErlTerm.Tuple(tree, Atoms.Supervisor), Term("one_for_one"),
                ErlTerm.Tuple(Term("[a]"), ErlTerm.Map((Term("a"), record))), Atoms.Undefined, 4, 5, Term("[]"), 0, Term("never"), Atoms.Supervisor, Term("[]"));

            Assert.Equal(expected, await self.GetStateAsync(tree));
        });
    }

    private static ChildSpec Deaf(string id, Shutdown shutdown) => new(Term(id), supervisor => supervisor.StartProcessLinkAsync(Term("{deaf, init, 0}"), async (self, ack) =>
    {
        self.TrapExit = true;
        ack.Ok();
        await self.ReceiveAsync(message => message == Atoms.Stop);
    }))
    {
        Shutdown = shutdown,
    };

    private static async Task<ErlPid> StartAsync(ProcessContext self, SupervisorFlags flags, params ChildSpec[] children)
        => (await Supervisor.StartAsync(self.Node, new SupervisorSpec(flags, children))).Pid;

    private sealed class Unwilling : Supervisor
    {
        protected internal override ValueTask<SupervisorSpec?> InitAsync(ProcessContext self) => new((SupervisorSpec?)null);
    }
}
