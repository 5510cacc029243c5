using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Servers;

/// <summary>What tools and the log are told.</summary>
[Trait("Scenario", "O7")]
public sealed class ServerReportTests : ProcessTest
{
    private const int CrashReport = 2601;
    private const int Terminating = 2603;

    private static readonly ErlAtom Name = ErlTerm.Atom("kvs");

    [Fact]
    public async Task The_status_has_the_form_that_tools_of_Erlang_read()
    {
        await Run(async self =>
        {
            ErlPid server = (await GenServer.StartLinkAsync(self, () => new Kvs(), new StartOptions { Name = Name })).Pid;
            var status = (ErlTuple)await self.GetStatusAsync(Name);
            var items = (ErlList)status[3];
            var misc = (ErlList)items[4];

            Assert.Equal([Term("status"), server, Term("{module, gen_server}")], [status[0], status[1], status[2]]);
            Assert.Contains(ErlTerm.Tuple(Term("'$ancestors'"), ErlTerm.List(self.Self)), (ErlList)items[0]);
            Assert.Contains(Term("{'$initial_call', {'Kvs', init, 1}}"), (ErlList)items[0]);
            Assert.Equal([Term("running"), self.Self, Term("[]")], [items[1], items[2], items[3]]);
            Assert.Equal(Term("{header, \"Status for generic server kvs\"}"), misc[0]);
            Assert.Equal(ErlTerm.Tuple(Term("\"Parent\""), self.Self), ((ErlList)((ErlTuple)misc[1])[1])[1]);
            Assert.Equal(Term("{data, [{\"State\", #{}}]}"), misc[2]);
        });
    }

    [Fact]
    public async Task A_server_that_is_linked_to_nobody_is_its_own_parent()
    {
        await Run(async self =>
        {
            ErlPid server = (await GenServer.StartAsync(self, () => new Kvs())).Pid;
            var status = (ErlTuple)await self.GetStatusAsync(server);

            Assert.Equal(server, ((ErlList)status[3])[2]);
        });
    }

    [Fact]
    public async Task Logged_events_and_statistics_are_those_of_Erlang()
    {
        await Run(async self =>
        {
            ErlPid server = (await GenServer.StartLinkAsync(self, () => new Kvs())).Pid;
            await self.DebugAsync(server, Term("{log, true}"));
            await self.DebugAsync(server, Term("{statistics, true}"));
            await self.CallAsync(server, Term("{then, more}"));
            self.Cast(server, Term("{store, a, 1}"));
            var log = (ErlTuple)await self.DebugAsync(server, Term("{log, get}"));

            Assert.Equal(
                ["in", "out", "continue", "noreply", "in", "noreply"], ((ErlList)log[1]).Select(each => ((ErlAtom)((ErlTuple)each)[0]).Name));
            var statistics = (ErlList)((ErlTuple)await self.DebugAsync(server, Term("{statistics, get}")))[1];
            Assert.Equal([Term("{messages_in, 2}"), Term("{messages_out, 1}")], [statistics[3], statistics[4]]);
            Assert.Equal(Atoms.Ok, await self.DebugAsync(server, Term("no_debug")));
            Assert.Equal(Term("{ok, no_statistics}"), await self.DebugAsync(server, Term("{statistics, get}")));
        });
    }

    [Fact]
    public async Task An_installed_function_gets_its_state_the_event_and_the_name_of_the_server()
    {
        var seen = new List<ErlTerm>();
        Node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("look"), 3, (_, arguments) =>
        {
            seen.AddRange(arguments);
            return new ValueTask<ErlTerm>(ErlTerm.Atom("done"));
        });
        await Run(async self =>
        {
            await GenServer.StartLinkAsync(self, () => new Kvs(), new StartOptions { Name = Name });
            await self.DebugAsync(Name, Term("{install, {spy, fun m:look/3, 7}}"));
            await self.CallAsync(Name, Term("{lookup, x}"));
            await self.CallAsync(Name, Term("{lookup, y}"));

            Assert.Equal(3, seen.Count);
            Assert.Equal([Term("7"), Name], [seen[0], seen[2]]);
        });
    }

    [Fact]
    public async Task An_installed_function_is_in_the_status_under_its_name_with_its_state()
    {
        Node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("look"), 3, (_, arguments) => new ValueTask<ErlTerm>(arguments[0]));
        await Run(async self =>
        {
            await GenServer.StartLinkAsync(self, () => new Kvs(), new StartOptions { Name = Name });
            await self.DebugAsync(Name, Term("{install, {spy, fun m:look/3, 7}}"));
            await self.DebugAsync(Name, Term("{install, {fun m:look/3, 8}}"));

            var status = (ErlTuple)await self.GetStatusAsync(Name);
            Assert.Equal(Term("[{spy,{fun m:look/3,7}},{fun m:look/3,8}]"), ((ErlList)status[3])[3]);
        });
    }

    [Fact]
    public async Task A_crash_tells_the_call_the_client_the_ancestors_and_what_was_not_read()
    {
        Log.Expect(Terminating);
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            self.TrapExit = true;
            ErlPid server = (await GenServer.StartLinkAsync(self, () => new Kvs(), new StartOptions { Name = Name })).Pid;
            await self.CallAsync(server, Term("{store, a, 1}"));
            await self.SuspendAsync(server);
            RequestAndLeaveOneUnread(self, server);
            await self.ResumeAsync(server);
            await self.ReceiveAsync(message => message is ErlTuple { Count: 3 });

            string terminating = (await Log.WaitForAsync(Terminating)).Message;
            Assert.StartsWith("Server kvs terminates: {boom,", terminating, StringComparison.Ordinal);
            Assert.Contains("last message {crash,boom}, state #{a => 1}, client " + self.Self, terminating, StringComparison.Ordinal);
            string crash = (await Log.WaitForAsync(CrashReport)).Message;
            Assert.StartsWith($"Crash of {{'Kvs',init,1}}, process {server} (kvs): {{boom,", crash, StringComparison.Ordinal);
            Assert.Contains($"ancestors [{self.Self}], 1 unread messages [unread], links [{self.Self}]", crash, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_crash_of_the_initialisation_is_reported_once()
    {
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            StartResult result = await GenServer.StartAsync(self, () => new Failing(TermException.Error(ErlTerm.Atom("boom"))));

            Assert.Equal(Term("boom"), ((ErlTuple)result.Error!)[0]);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_thrown_value_is_no_result(bool inInit)
    {
        Log.Expect(CrashReport);
        await Run(async self =>
        {
            var thrown = TermException.Throw(ErlTerm.Atom("ball"));
            if (inInit)
            {
                Assert.Equal(Term("{bad_return_value, ball}"), (await GenServer.StartAsync(self, () => new Failing(thrown))).Error);
                return;
            }

            Log.Expect(Terminating);
            (StartResult started, ErlReference? monitor) = await GenServer.StartMonitorAsync(self, () => new Failing(null, thrown));
            self.Cast(started.Pid, Term("x"));
            Assert.Equal(Term("{bad_return_value, ball}"), ((ErlTuple)await self.ReceiveAsync(monitor!))[4]);
        });
    }

    [Fact]
    public async Task Failures_of_stop_and_of_sys_calls_are_those_of_Erlang()
    {
        await Run(async self =>
        {
            Assert.Equal(Atoms.Noproc, (await Failure(self.StopAsync(Name))).Reason);
            Assert.Equal(Term("{noproc, {sys, get_state, [kvs]}}"), (await Failure(self.GetStateAsync(Name))).Reason);
            Assert.Equal(Term("{noproc, {sys, get_state, [kvs, 7]}}"), (await Failure(self.GetStateAsync(Name, TimeSpan.FromMilliseconds(7)))).Reason);
            Assert.Equal(Term("{noproc, {sys, trace, [kvs, true]}}"), (await Failure(self.DebugAsync(Name, Term("{trace, true}")))).Reason);
            Assert.Equal(Term("{noproc, {sys, terminate, [kvs, bad]}}"), (await Failure(self.TerminateAsync(Name, Term("bad")))).Reason);
            Assert.Equal(
                Term("{{nodedown, a@b}, {sys, terminate, [{kvs, a@b}, normal, infinity]}}"), (await Failure(self.StopAsync(Term("{kvs, a@b}")))).Reason);
            Assert.Equal(
                Term("{{nodedown, a@b}, {gen_server, call, [{kvs, a@b}, x]}}"), (await Failure(self.CallAsync(Term("{kvs, a@b}"), Term("x")).AsTask())).Reason);
        });
    }

    private static void RequestAndLeaveOneUnread(ProcessContext self, ErlPid server)
    {
        self.SendRequest(server, Term("{crash, boom}"));
        self.Send(server, Term("unread"));
    }

    private sealed class Failing(Exception? inInit, Exception? inCast = null) : GenServer
    {
        protected internal override ValueTask<InitResult> InitAsync() => inInit is null ? InitResult.Ok : throw inInit;

        protected internal override ValueTask<HandleResult> HandleCastAsync(ErlTerm request) => throw inCast!;
    }
}
