using Chan.Distribution.Hosting;
using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Hosting;

[Trait("Scenario", "O8")]
public sealed class ScopedBehaviourTests : HostTest
{
    [Fact]
    public async Task Each_life_has_an_object_and_a_scope_of_its_own_that_end_before_the_next_begins()
    {
        AllowReports();
        Services.AddNode().AddGenServer<ScopedServer>(Named("a"));
        await StartAsync();
        await EndAsync("a", "boom");
        await Diary.WaitForAsync("+a", 2);
        await StopAsync();

        Assert.Equal(["made", "+a", "-a", "disposed", "scope ends", "made", "+a", "-a", "disposed", "scope ends"], Diary.Lines);
    }

    [Fact]
    public async Task A_start_that_fails_leaves_no_scope_behind()
    {
        AllowReports();
        Diary.FailsToStart.Add("a");
        Services.AddNode().AddGenServer<ScopedServer>(Named("a"));
        await Assert.ThrowsAsync<NodeStartException>(StartAsync);

        Assert.Equal(["made", "+a", "disposed", "scope ends"], Diary.Lines);
    }

    [Fact]
    public async Task A_kill_ends_the_scope_too()
    {
        AllowReports();
        Services.AddNode().AddGenServer<ScopedServer>(Named("a"), spec => spec with { Restart = RestartKind.Temporary, Shutdown = Shutdown.BrutalKill });
        await StartAsync();
        await StopAsync();

        Assert.Equal(["made", "+a", "disposed", "scope ends"], Diary.Lines);
    }

    [Fact]
    public async Task Machines_and_supervisors_come_from_the_container_too()
    {
        Services.AddNode().AddSupervisor<Tree>(Named("tree")).AddGenStatem<Machine>(Named("machine"));
        await StartAsync();
        ErlTerm answer = await Node.RunAsync(async self => await GenStatem.CallAsync(self, ErlTerm.Atom("machine"), Term("hello"))).WaitAsync(TestTimeouts.Long);
        await StopAsync();

        Assert.Equal(Term("hello"), answer);
        Assert.Equal(["tree", "machine", "scope ends", "scope ends"], Diary.Lines);
    }

    [Fact]
    public void A_class_without_public_constructor_is_refused_at_once()
        => Assert.Throws<InvalidOperationException>(() => Services.AddNode().AddSupervisor<Hidden>());

    private sealed class Tree : Supervisor
    {
        public Tree(Diary diary, ScopedThing thing)
        {
            Assert.NotNull(thing);
            diary.Write("tree");
        }

        protected internal override ValueTask<SupervisorSpec?> InitAsync(ProcessContext self) => new(new SupervisorSpec());
    }

    private sealed class Machine : GenStatem
    {
        public Machine(Diary diary, ScopedThing thing)
        {
            Assert.NotNull(thing);
            diary.Write("machine");
        }

        protected internal override CallbackMode CallbackMode => CallbackMode.HandleEventFunction;

        protected internal override ValueTask<StateInit> InitAsync() => StateInit.Ok(ErlTerm.Atom("only"));

        protected internal override ValueTask<StateResult> HandleEventAsync(StateEvent stateEvent, ErlTerm state)
            => StateResult.KeepState(StateAction.Reply(stateEvent.From, stateEvent.Content));
    }

    private sealed class Hidden : Supervisor
    {
        private Hidden()
        {
        }

        protected internal override ValueTask<SupervisorSpec?> InitAsync(ProcessContext self) => new(new SupervisorSpec());
    }
}
