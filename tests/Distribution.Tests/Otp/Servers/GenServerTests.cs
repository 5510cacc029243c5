using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Otp.Servers;

[Trait("Scenario", "O1")]
public sealed class GenServerTests : ProcessTest
{
    private const int CrashReport = 2601;
    private const int Terminating = 2603;

    private static readonly ErlAtom Name = ErlTerm.Atom("kvs");
    private static readonly ErlAtom Boom = ErlTerm.Atom("boom");

    [Fact]
    public async Task Calls_are_answered_and_casts_and_other_messages_change_the_state()
    {
        await Run(async self =>
        {
            ErlPid server = (await GenServer.StartLinkAsync(self, () => new Kvs(), new StartOptions { Name = Name })).Pid;
            self.Cast(Name, Term("{store, weather, sunny}"));
            self.Send(server, Term("hello"));

            Assert.Equal(Term("{ok, sunny}"), await self.CallAsync(server, Term("{lookup, weather}")));
            Assert.Equal(Term("{ok, hello}"), await self.CallAsync(Name, Term("{lookup, info}")));
            Assert.Equal(Term("undefined"), await self.CallAsync(ErlTerm.Tuple(Name, self.Node.Name), Term("{lookup, x}")));
            await self.StopAsync(server);
            Assert.Null(self.Node.WhereIs(Name));
        });
    }

    [Fact]
    public async Task A_call_fails_with_what_erlang_says()
    {
        await Run(async self =>
        {
            Assert.Equal(
                Term("{noproc, {gen_server, call, [kvs, x]}}"), (await Failure(self.CallAsync(Name, Term("x")).AsTask())).Reason);
            ErlPid server = (await GenServer.StartAsync(self, () => new Kvs())).Pid;
            Task<ErlTerm> late = self.CallAsync(server, Term("wait"), TimeSpan.FromMilliseconds(50)).AsTask();
            await Clock.WaitForTimerAsync();
            Clock.Advance(TimeSpan.FromMilliseconds(50));
            TermException failure = await Failure(late);
            Assert.Equal(
                ErlTerm.Tuple(Atoms.Timeout, ErlTerm.Tuple(Term("gen_server"), Term("call"), ErlTerm.List(server, Term("wait"), 50))), failure.Reason);
            self.Cast(server, Term("{answer, too_late}"));
            Assert.Equal(Term("undefined"), await self.CallAsync(server, Term("{lookup, x}")));
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
            Assert.Equal(Term("calling_self"), ((ErlTuple)(await Failure(self.CallAsync(self.Self, Term("x")).AsTask())).Reason)[0]);
        });
    }

    [Fact]
    public async Task A_crash_reaches_the_waiting_caller_and_the_log_and_terminate_runs()
    {
        Log.Expect(Terminating);
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            ErlTerm? ended = null;
            ErlPid server = (await GenServer.StartAsync(self, () => new Kvs(ended: reason => ended = reason))).Pid;
            TermException failure = await Failure(self.CallAsync(server, Term("{crash, boom}")).AsTask());

            Assert.Equal(Boom, ((ErlTuple)((ErlTuple)failure.Reason)[0])[0]);
            Assert.Equal(((ErlTuple)failure.Reason)[0], ended);
        });
    }

    [Theory]
    [InlineData("{exit, normal}")]
    [InlineData("{exit, {shutdown, done}}")]
    [InlineData("{stop, shutdown}")]
    public async Task An_orderly_end_is_no_crash(string request)
    {
        await Run(async self =>
        {
            ErlPid server = (await GenServer.StartAsync(self, () => new Kvs())).Pid;

            Assert.Equal(((ErlTuple)Term(request))[1], ((ErlTuple)(await Failure(self.CallAsync(server, Term(request)).AsTask())).Reason)[0]);
        });
    }

    [Fact]
    public async Task A_stop_with_an_answer_gives_it()
    {
        await Run(async self =>
        {
            ErlPid server = (await GenServer.StartAsync(self, () => new Kvs())).Pid;

            Assert.Equal(Term("bye"), await self.CallAsync(server, Term("{stop, normal, bye}")));
            await self.Node.WhenExited(server);
        });
    }

    [Fact]
    public async Task Starts_end_as_the_initialisation_says()
    {
        await Run(async self =>
        {
            self.TrapExit = true;
            Assert.Equal(StartResult.Ignore, await GenServer.StartLinkAsync(self, () => new Kvs(InitResult.Ignore), new StartOptions { Name = Name }));
            Assert.Equal(Term("{error, normal}"), (await GenServer.StartLinkAsync(self, () => new Kvs(InitResult.Stop(Atoms.Normal)))).ToTerm());
            ErlPid first = (await GenServer.StartLinkAsync(self, () => new Kvs(), new StartOptions { Name = Name })).Pid;
            StartResult second = await GenServer.StartLinkAsync(self, () => new Kvs(), new StartOptions { Name = Name });

            Assert.Equal(ErlTerm.Tuple(Atoms.AlreadyStarted, first), second.Error);
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    [Fact]
    public async Task A_continuation_comes_before_messages_and_silence_is_told()
    {
        await Run(async self =>
        {
            var informed = new TaskCompletionSource<ErlTerm>();
            ErlPid server = (await GenServer.StartAsync(
                self, () => new Kvs(InitResult.Then(Next.Continue(Term("first"))), informed: informed.SetResult))).Pid;
            Assert.Equal(Term("{ok, first}"), await self.CallAsync(server, Term("{lookup, continued}")));
            await self.CallAsync(server, Term("{silence, 100}"));
            await Clock.WaitForTimerAsync(TimeSpan.FromMilliseconds(100));
            Clock.Advance(TimeSpan.FromMilliseconds(100));

            Assert.Equal(Atoms.Timeout, await informed.Task.WaitAsync(TestTimeouts.Long));
        });
    }

    [Fact]
    public async Task A_server_that_traps_exits_ends_with_its_parent_after_cleaning_up()
    {
        var ended = new TaskCompletionSource<ErlTerm>();
        ErlPid? server = null;
        ErlPid parent = Node.Spawn(async self =>
        {
            server = (await GenServer.StartLinkAsync(self, () => new Kvs(ended: ended.SetResult))).Pid;
            await self.CallAsync(server, Term("trap"));
            self.Exit(Atoms.Shutdown);
        });

        await ExitOf(parent);
        Assert.Equal(Atoms.Shutdown, await ended.Task);
        await ExitOf(server!);
    }

    [Fact]
    [Trait("Scenario", "O7")]
    public async Task System_messages_show_and_suspend()
    {
        await Run(async self =>
        {
            ErlPid server = (await GenServer.StartAsync(self, () => new Kvs())).Pid;
            await self.CallAsync(server, Term("{store, a, 1}"));
            Assert.Equal(Term("#{a => 1}"), await self.GetStateAsync(server));
            await self.SuspendAsync(server);
            self.Cast(server, Term("{store, a, 2}"));
            Assert.Equal(Term("#{a => 1}"), await self.GetStateAsync(server));
            var status = (ErlTuple)await self.GetStatusAsync(server);
            Assert.Equal(Term("suspended"), ((ErlList)status[3])[1]);
            await self.ResumeAsync(server);

            Assert.Equal(Term("{ok, 2}"), await self.CallAsync(server, Term("{lookup, a}")));
            Assert.Equal(Term("unknown_debug"), await self.DebugAsync(server, Term("x")));
        });
    }

    [Fact]
    public async Task Several_nodes_are_asked_at_once_and_those_without_the_server_are_told()
    {
        await Run(async self =>
        {
            await GenServer.StartLinkAsync(self, () => new Kvs(), new StartOptions { Name = Name });
            MultiCallResult result = await self.MultiCallAsync([self.Node.Name], Name, Term("{lookup, x}"));

            Assert.Equal([(self.Node.Name, Term("undefined"))], result.Replies);
            Assert.Equal([self.Node.Name], (await self.MultiCallAsync([self.Node.Name], ErlTerm.Atom("nobody"), Term("x"))).BadNodes);
        });
    }
}
