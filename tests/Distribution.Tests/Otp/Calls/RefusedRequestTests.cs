using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Events;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Otp.Events;
using Chan.Distribution.Tests.Otp.Servers;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Calls;

/// <summary>Requests that cannot be sent: the connection takes no more, or the caller itself is not able to wait.</summary>
[Trait("Scenario", "O1")]
public sealed class RefusedRequestTests : RemoteTest
{
    private static readonly ErlAtom SystemLimit = ErlTerm.Atom("system_limit");

    [Fact]
    public Task A_request_that_the_connection_refuses_fails_at_once() => Run(async self =>
    {
        Remote.SendFault = TermException.Error(SystemLimit, ErlList.Empty);
        TermException call = await Assert.ThrowsAsync<TermException>(() => self.CallAsync(Peer(), 1, Timeout.InfiniteTimeSpan).AsTask());
        TermException request = Assert.Throws<TermException>(() => self.SendRequest(Peer(), 1));
        TermException stop = await Assert.ThrowsAsync<TermException>(() => self.StopAsync(Peer()));
        MultiCallResult many = await self.MultiCallAsync([Other], ErlTerm.Atom("kvs"), 1);

        Assert.Equal(
            (TermExceptionClass.Exit, With(Term("{{system_limit, []}, {gen_server, call, [server, 1, infinity]}}"))), (call.Class, call.Reason));
        Assert.Equal((TermExceptionClass.Error, (ErlTerm)SystemLimit), (request.Class, request.Reason));
        Assert.Equal(With(Term("{{system_limit, []}, {sys, terminate, [server, normal, infinity]}}")), stop.Reason);
        Assert.Equal([Other], many.BadNodes);
        Assert.Empty(Node.GetProcessInformation(self.Self)!.Monitors);
        Assert.Equal(
            Enumerable.Repeat(new[] { "monitor", "demonitor" }, 4).SelectMany(pair => pair),
            Remote.Take().Select(signal => ((ErlAtom)((ErlTuple)signal)[0]).Name));
    });

    [Fact]
    public Task What_waits_for_no_answer_is_dropped_in_silence() => Run(self =>
    {
        Remote.SendFault = TermException.Error(SystemLimit);
        self.Cast(Peer(), 1);
        self.Notify(Peer(), 1);
        Node.Cast(Peer(), 1);
        Node.Notify(Peer(), 1);
        return Task.CompletedTask;
    });

    [Fact]
    public Task A_trace_that_the_group_leader_cannot_take_does_not_end_the_server() => Run(async self =>
    {
        ErlPid server = (await GenServer.StartLinkAsync(self, () => new Kvs(), new StartOptions { GroupLeader = Peer() })).Pid;
        await self.DebugAsync(server, Term("{trace, true}"));
        Remote.SendFault = TermException.Error(SystemLimit);

        Assert.Equal(Atoms.Undefined, await self.CallAsync(server, Term("{lookup, x}")));
    });

    [Fact]
    public Task A_supervisor_of_a_handler_that_cannot_be_told_does_not_end_the_manager() => Run(async self =>
    {
        var modules = new Dictionary<ErlAtom, Func<GenEventHandler>> { [ErlTerm.Atom("rec")] = () => new EventRecorder() };
        ErlPid manager = (await GenEvent.StartLinkAsync(self, modules)).Pid;
        ErlTerm add = ErlTerm.Tuple(ErlTerm.Atom("add_sup_handler"), ErlTerm.Atom("rec"), 1, Peer());
        Node.SendFromRemote(manager, ErlTerm.Tuple(Peer(), ErlTerm.Tuple(Peer(), PeerReference()), add));
        Assert.Single(await self.WhichHandlersAsync(manager));
        Remote.SendFault = TermException.Error(SystemLimit);

        Assert.Equal(Term("{ended, bye}"), await self.DeleteHandlerAsync(manager, ErlTerm.Atom("rec"), Term("bye")));
        Assert.Empty(await self.WhichHandlersAsync(manager));
    });

    [Fact]
    public Task A_time_out_that_is_none_is_refused_before_anything_is_sent() => Run(async self =>
    {
        int calls = 0;
        ErlPid server = (await GenServer.StartLinkAsync(self, () => new Counting(() => calls++))).Pid;
        TimeSpan none = TimeSpan.FromSeconds(-1);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => self.CallAsync(server, 1, none).AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => self.StopAsync(server, timeout: none));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => self.MultiCallAsync([Own], ErlTerm.Atom("kvs"), 1, none));
        await self.CallAsync(server, 1);

        Assert.Equal(1, calls);
        Assert.Empty(Node.GetProcessInformation(self.Self)!.Monitors);
    });

    [Fact]
    public Task A_second_call_beside_one_that_waits_is_refused_before_it_is_sent() => Run(async self =>
    {
        ErlPid server = (await GenServer.StartLinkAsync(self, () => new Kvs())).Pid;
        Task<ErlTerm> first = self.CallAsync(server, Term("wait")).AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(() => self.CallAsync(server, Term("{store, a, 1}")).AsTask());
        Assert.Single(Node.GetProcessInformation(self.Self)!.Monitors);
        Node.Cast(server, Term("{answer, done}"));

        Assert.Equal(Term("done"), await first);
        Assert.Equal(Atoms.Undefined, await self.CallAsync(server, Term("{lookup, a}")));
    });

    [Fact]
    public Task A_stop_waits_no_longer_than_its_time_out_in_all() => Run(async self =>
    {
        ErlPid odd = self.Spawn(async process =>
        {
            var request = (ErlTuple)await process.ReceiveAsync();
            await process.ReceiveAsync(message => message == Atoms.Ok);
            process.Send(((ErlTuple)request[1])[0], ErlTerm.Tuple(((ErlTuple)request[1])[1], Atoms.Ok));
            await WaitForStop(process);
        });
        Task stop = self.StopAsync(odd, timeout: TimeSpan.FromSeconds(1));
        await Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        Clock.Advance(TimeSpan.FromMilliseconds(600));
        Node.Send(odd, Atoms.Ok);
        await WaitUntilWaiting(odd);
        await WaitUntilWaiting(self.Self);
        Clock.Advance(TimeSpan.FromMilliseconds(400));

        Assert.Equal(Atoms.Timeout, (await Assert.ThrowsAsync<TermException>(() => stop)).Reason);
    });

    /// <summary>The term with the server in place of the atom <c>server</c>.</summary>
    private static ErlTerm With(ErlTerm term) => term switch
    {
        ErlAtom("server") => Peer(),
        ErlTuple tuple => ErlTerm.Tuple([.. tuple.Select(With)]),
        ErlList { Count: > 0 } list => ErlTerm.List([.. list.Select(With)]),
        _ => term,
    };

    private sealed class Counting(Action onCall) : GenServer
    {
        protected internal override ValueTask<CallResult> HandleCallAsync(ErlTerm request, GenFrom from)
        {
            onCall();
            return CallResult.Reply(Atoms.Ok);
        }
    }
}
