using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Supervision;

[Trait("Scenario", "O4")]
public sealed class SupervisorRequestTests : SupervisorTest
{
    [Fact]
    public async Task Children_come_and_go_by_requests_with_the_answers_of_otp()
    {
        await Run(async self =>
        {
            ErlPid tree = await StartAsync();
            ErlPid a = (await self.StartChildAsync(tree, Child("a"))).Pid;
            Assert.Equal(ErlTerm.Tuple(Atoms.AlreadyStarted, a), (await self.StartChildAsync(tree, Child("a"))).Error);
            Assert.Equal(Term("{error, running}"), await self.CallAsync(tree, Term("{restart_child, a}")));
            Assert.Equal(Term("{error, running}"), await self.CallAsync(tree, Term("{delete_child, a}")));
            await self.TerminateChildAsync(tree, Term("a"));
            Assert.Equal(Term("[{a, undefined, worker, [a]}]"), await self.CallAsync(tree, Term("which_children")));
            Assert.Equal(Term("already_present"), (await self.StartChildAsync(tree, Child("a"))).Error);
            Assert.Equal(Atoms.Ok, await self.CallAsync(tree, Term("{terminate_child, a}")));
            ErlPid again = (await self.RestartChildAsync(tree, Term("a"))).Pid;
            Assert.Equal(new ChildCounts(1, 1, 0, 1), await self.CountChildrenAsync(tree));
            await self.TerminateChildAsync(tree, Term("a"));
            await self.DeleteChildAsync(tree, Term("a"));

            Assert.NotEqual(a, again);
            Assert.Empty(await self.WhichChildrenAsync(tree));
            foreach (string verb in (string[])["restart_child", "delete_child", "terminate_child", "get_childspec"])
            {
                Assert.Equal(Term("{error, not_found}"), await self.CallAsync(tree, ErlTerm.Tuple(Term(verb), Term("a"))));
            }
        });
    }

    [Theory]
    [InlineData("#{id => x}", "missing_start")]
    [InlineData("#{start => {m, f, []}}", "missing_id")]
    [InlineData("#{id => x, start => {m, f}}", "{invalid_mfa, {m, f}}")]
    [InlineData("#{id => x, start => {m, f, []}, restart => often}", "{invalid_restart_type, often}")]
    [InlineData("#{id => x, start => {m, f, []}, type => boss}", "{invalid_child_type, boss}")]
    [InlineData("#{id => x, start => {m, f, []}, shutdown => -1}", "{invalid_shutdown, -1}")]
    [InlineData("#{id => x, start => {m, f, []}, modules => [\"m\"]}", "{invalid_module, \"m\"}")]
    [InlineData("#{id => x, start => {m, f, []}, modules => m}", "{invalid_modules, m}")]
    [InlineData("#{id => x, start => {m, f, []}, significant => maybe}", "{invalid_significant, maybe}")]
    [InlineData("#{id => x, start => {m, f, []}, significant => true}", "{bad_combination, [{auto_shutdown, never}, {significant, true}]}")]
    [InlineData("{x, {m, f, []}, permanent, 1, worker}", "{invalid_child_spec, {x, {m, f, []}, permanent, 1, worker}}")]
    [InlineData("nothing", "{invalid_child_spec, nothing}")]
    public async Task A_wrong_specification_is_refused_as_by_otp(string spec, string error)
    {
        await Run(async self => Assert.Equal(
            ErlTerm.Tuple(Atoms.Error, Term(error)), await self.CallAsync(await StartAsync(), ErlTerm.Tuple(Term("start_child"), Term(spec)))));
    }

    [Theory]
    [InlineData("#{id => x, start => {kids, start, [1]}}", "#{id => x, start => {kids, start, [1]}, restart => permanent, significant => false, shutdown => 5000, type => worker, modules => [kids]}")]
    [InlineData("#{id => x, start => {kids, start, [1]}, type => supervisor}", "#{id => x, start => {kids, start, [1]}, restart => permanent, significant => false, shutdown => infinity, type => supervisor, modules => [kids]}")]
    [InlineData("{x, {kids, start, [1]}, transient, brutal_kill, worker, dynamic}", "#{id => x, start => {kids, start, [1]}, restart => transient, significant => false, shutdown => brutal_kill, type => worker, modules => dynamic}")]
    [InlineData("{x, {kids, start, [1]}, temporary, 0, worker, []}", "#{id => x, start => {kids, start, undefined}, restart => temporary, significant => false, shutdown => 0, type => worker, modules => []}")]
    public async Task A_specification_with_a_module_starts_what_the_node_exports_and_is_kept(string spec, string kept)
    {
        Node.Modules.Add(Term("kids") as ErlAtom ?? Atoms.Undefined, ErlTerm.Atom("start"), 1, async (self, arguments) =>
            (await StartOf("kid" + arguments[0])(self)).ToTerm());
        await Run(async self =>
        {
            ErlPid tree = await StartAsync();
            ErlTerm answer = await self.CallAsync(tree, ErlTerm.Tuple(Term("start_child"), Term(spec)));

            Assert.True(answer is ErlTuple { Count: 2 } ok && ok[0] == Atoms.Ok && ok[1] is ErlPid);
            Assert.Equal(Term(kept), await self.GetChildSpecAsync(tree, Term("x")));
            Assert.Equal(["+kid1"], Events);
        });
    }

    [Fact]
    public async Task A_start_that_fails_by_request_is_told_with_the_child_and_leaves_nothing()
    {
        await Run(async self =>
        {
            ErlPid tree = await StartAsync();

            Assert.Equal(
                Term("{error, {{'EXIT', {undef, [{none, such, [1], []}]}}, {child, undefined, x, {none, such, [1]}, permanent, false, 5000, worker, [none]}}}"),
                await self.CallAsync(tree, Term("{start_child, #{id => x, start => {none, such, [1]}}}")));
            Assert.Empty(await self.WhichChildrenAsync(tree));
        });
    }

    [Fact]
    public async Task A_child_that_ignores_its_start_stays_without_process_but_a_temporary_one_goes()
    {
        await Run(async self =>
        {
            ErlPid tree = await StartAsync();
            var idle = new ChildSpec(Term("a"), _ => Task.FromResult(StartResult.Ignore));

            Assert.Equal(StartResult.Ignore, await self.StartChildAsync(tree, idle));
            Assert.Equal("a-", Shown(await self.WhichChildrenAsync(tree)));
            Assert.Equal(Term("{ok, undefined}"), await self.CallAsync(tree, Term("{restart_child, a}")));
            await self.DeleteChildAsync(tree, Term("a"));
            await self.StartChildAsync(tree, idle with { Restart = RestartKind.Temporary });
            Assert.Empty(await self.WhichChildrenAsync(tree));
        });
    }

    [Fact]
    public async Task A_message_or_request_that_it_does_not_know_does_not_end_a_supervisor()
    {
        Log.Expect(2616);
        await Run(async self =>
        {
            ErlPid tree = await StartAsync(Child("a"));
            self.Send(tree, Term("hello"));
            self.Cast(tree, Term("hello"));
            self.Cast(tree, Term("{try_again_restart, a}"));

            Assert.Equal(Term("{error, {unknown_request, hello}}"), await self.CallAsync(tree, Term("hello")));
            Assert.Equal("a+", Shown(await self.WhichChildrenAsync(tree)));
        });
    }

    [Fact]
    public async Task Newer_code_gives_other_specifications_and_leaves_the_processes()
    {
        await Run(async self =>
        {
            var changing = new Changing { Spec = new SupervisorSpec(Child("a"), Child("b")) };
            ErlPid tree = (await Supervisor.StartAsync(self, () => changing)).Pid;
            ErlPid a = await PidOf(self, tree, "a");
            changing.Spec = new SupervisorSpec(Child("c"), Child("a", RestartKind.Transient));
            await self.SuspendAsync(tree);
            await self.ChangeCodeAsync(tree, ErlTerm.Atom("m"), Atoms.Undefined, ErlList.Empty);
            await self.ResumeAsync(tree);

            Assert.Equal("c- a+ b+", Shown(await self.WhichChildrenAsync(tree)));
            Assert.Equal(a, await PidOf(self, tree, "a"));
            Assert.Equal(Atoms.Transient, (await self.GetChildSpecAsync(tree, Term("a")))[Term("restart")]);
        });
    }

    [Theory]
    [InlineData(AutoShutdown.Never, AutoShutdown.AnySignificant, true)]
    [InlineData(AutoShutdown.AnySignificant, AutoShutdown.Never, false)]
    public Task Specifications_of_newer_code_go_with_its_flags(AutoShutdown before, AutoShutdown after, bool isTaken) => Run(async self =>
    {
        var changing = new Changing { Spec = new SupervisorSpec(new SupervisorFlags { AutoShutdown = before }, []) };
        ErlPid tree = (await Supervisor.StartAsync(self, () => changing)).Pid;
        ChildSpec significant = Child("a", RestartKind.Transient) with { IsSignificant = true };
        changing.Spec = new SupervisorSpec(new SupervisorFlags { AutoShutdown = after }, [significant]);
        await self.SuspendAsync(tree);
        Task change = self.ChangeCodeAsync(tree, ErlTerm.Atom("m"), Atoms.Undefined, ErlList.Empty);

        Assert.Equal(isTaken, await Record.ExceptionAsync(() => change) is null);
        await self.ResumeAsync(tree);
        Assert.Equal(isTaken ? "a-" : "", Shown(await self.WhichChildrenAsync(tree)));
    });

    [Fact]
    public Task Code_of_this_program_is_not_offered_to_a_supervisor_of_another_node() => Run(async self =>
    {
        ErlTerm there = Term("{sup, other@host}");

        ArgumentException refusal = await Assert.ThrowsAsync<ArgumentException>(async () => await self.StartChildAsync(there, Child("a")));
        Assert.Contains("ChildSpec.Apply", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(async () => await self.StartChildAsync(there, StartOf("a")));
    });

    private async Task<ErlPid> StartAsync(params ChildSpec[] children) => (await Supervisor.StartAsync(Node, new SupervisorSpec(children))).Pid;

    private sealed class Changing : Supervisor
    {
        public required SupervisorSpec Spec { get; set; }

        protected internal override ValueTask<SupervisorSpec?> InitAsync(ProcessContext self) => new(Spec);
    }
}
