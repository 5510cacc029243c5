using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Processes;

/// <summary>Processes that this node asks others for, or itself.</summary>
[Trait("Scenario", "P2")]
public sealed class SpawnRequestTests : RemoteTest
{
    private static readonly ErlAtom Module = ErlTerm.Atom("m");
    private static readonly ErlAtom Function = ErlTerm.Atom("f");
    private static readonly ErlAtom SpawnReply = ErlTerm.Atom("spawn_reply");
    private static readonly RemoteSpawnOptions LinkAndMonitor = new() { Link = true, Monitor = new() };

    [Fact]
    public Task A_request_carries_group_leader_function_arguments_and_the_options_that_matter_there() => Run(self =>
    {
        ErlReference request = self.SpawnRequest(
            Other,
            Module,
            Function,
            [1, 2],
            LinkAndMonitor with { ReplyTag = 1, Replies = SpawnReplies.ErrorOnly, Others = [Term("{priority,high}")] });

        Assert.Equal(
            [Call("spawn", request, self.Self, self.GroupLeader, Other, Term("{m,f,[1,2]}"), Term("[link,monitor,{priority,high}]"))],
            Remote.Take());
        return Task.CompletedTask;
    });

    [Fact]
    public Task The_answer_comes_before_the_end_of_the_process_and_sets_up_link_and_monitor() => Run(async self =>
    {
        self.TrapExit = true;
        ErlReference request = self.SpawnRequest(Other, Module, Function, [], LinkAndMonitor);
        Node.SpawnReplyFromRemote(request, self.Self, SpawnReplyFlags.Link | SpawnReplyFlags.Monitor, Peer());
        Assert.Equal([Peer()], Node.GetProcessInformation(self.Self)!.Links);
        Node.DownFromRemote(self.Self, request, Boom);
        Node.ExitFromRemote(Peer(), self.Self, Boom, ExitOrigin.Link);

        Assert.Equal(ErlTerm.Tuple(SpawnReply, request, Atoms.Ok, Peer()), await self.ReceiveAsync());
        Assert.Equal(Down(request, Peer(), Boom), await self.ReceiveAsync());
        Assert.Equal(ExitMessage(Peer(), Boom), await self.ReceiveAsync());
        Node.SpawnReplyFromRemote(request, self.Self, SpawnReplyFlags.None, Peer());
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
    });

    [Fact]
    public Task The_monitor_of_a_request_can_be_taken_back_and_carries_tag_and_alias() => Run(async self =>
    {
        var options = new RemoteSpawnOptions { Monitor = new MonitorOptions { Alias = AliasMode.ReplyDemonitor, Tag = 7 } };
        ErlReference first = self.SpawnRequest(Other, Module, Function, [], options);
        ErlReference second = self.SpawnRequest(Other, Module, Function, [], options);
        Node.SendFromRemote(first, 0);
        Node.SpawnReplyFromRemote(first, self.Self, SpawnReplyFlags.Monitor, Peer());
        Node.SpawnReplyFromRemote(second, self.Self, SpawnReplyFlags.Monitor, Peer());
        Remote.Take();
        Node.SendFromRemote(first, 1);
        Node.SendFromRemote(first, 2);
        Node.DownFromRemote(self.Self, second, Boom);

        Assert.Equal(ErlTerm.Tuple(SpawnReply, first, Atoms.Ok, Peer()), await self.ReceiveAsync());
        Assert.Equal(ErlTerm.Tuple(SpawnReply, second, Atoms.Ok, Peer()), await self.ReceiveAsync());
        Assert.Equal(1, await self.ReceiveAsync());
        Assert.Equal(ErlTerm.Tuple(7, second, Atoms.Process, Peer(), Boom), await self.ReceiveAsync());
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        Assert.Equal([Call("demonitor", self.Self, Peer(), first)], Remote.Take());
    });

    [Theory]
    [InlineData(SpawnReplies.All, true, true)]
    [InlineData(SpawnReplies.None, false, false)]
    [InlineData(SpawnReplies.ErrorOnly, false, true)]
    [InlineData(SpawnReplies.SuccessOnly, true, false)]
    public Task Only_the_answers_that_were_asked_for_become_messages(SpawnReplies replies, bool success, bool failure) => Run(async self =>
    {
        var options = new RemoteSpawnOptions { Replies = replies, ReplyTag = Term("{my,tag}") };
        ErlReference good = self.SpawnRequest(Other, Module, Function, [], options);
        ErlReference bad = self.SpawnRequest(Other, Module, Function, [], options);
        Node.SpawnReplyFromRemote(good, self.Self, SpawnReplyFlags.None, Peer());
        Node.SpawnReplyFromRemote(bad, self.Self, SpawnReplyFlags.None, ErlTerm.Atom("system_limit"));

        if (success)
        {
            Assert.Equal(ErlTerm.Tuple(Term("{my,tag}"), good, Atoms.Ok, Peer()), await self.ReceiveAsync());
        }

        if (failure)
        {
            Assert.Equal(ErlTerm.Tuple(Term("{my,tag}"), bad, Atoms.Error, ErlTerm.Atom("system_limit")), await self.ReceiveAsync());
        }

        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
    });

    [Fact]
    public Task A_lost_connection_answers_the_requests_over_it_once() => Run(async self =>
    {
        ErlReference lost = self.SpawnRequest(Other, Module, Function, []);
        ErlReference elsewhere = self.SpawnRequest(ErlTerm.Atom("third@host"), Module, Function, []);
        Node.ConnectionLost(Other);
        Node.ConnectionLost(Other);

        Assert.Equal(ErlTerm.Tuple(SpawnReply, lost, Atoms.Error, Atoms.Noconnection), await self.ReceiveAsync());
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        Node.SpawnReplyFromRemote(elsewhere, self.Self, SpawnReplyFlags.None, Peer(7, "third@host"));
        Assert.Equal(ErlTerm.Tuple(SpawnReply, elsewhere, Atoms.Ok, Peer(7, "third@host")), await self.ReceiveAsync());
    });

    [Fact]
    public async Task A_process_that_starts_after_its_linked_parent_ended_is_told_why()
    {
        ErlReference? request = null;
        ErlPid mine = Node.Spawn(self =>
        {
            request = self.SpawnRequest(Other, Module, Function, [], LinkAndMonitor);
            throw TermException.Exit(Boom);
        });
        await ExitOf(mine);
        while (request is null || Node.IsAlive(mine))
        {
            await Task.Yield();
        }

        Remote.Take();
        Node.SpawnReplyFromRemote(request, mine, SpawnReplyFlags.Link | SpawnReplyFlags.Monitor, Peer());

        Assert.Equal([Call("link_exit", mine, Peer(), Boom), Call("demonitor", mine, Peer(), request)], Remote.Take());
    }

    [Fact]
    public Task An_abandoned_request_gives_no_answer_and_ends_a_linked_process() => Run(async self =>
    {
        ErlReference request = self.SpawnRequest(Other, Module, Function, [], LinkAndMonitor);
        Assert.True(self.AbandonSpawnRequest(request));
        Assert.False(self.AbandonSpawnRequest(request));
        Remote.Take();
        Node.SpawnReplyFromRemote(request, self.Self, SpawnReplyFlags.Link | SpawnReplyFlags.Monitor, Peer());

        Assert.Equal(
            [Call("link_exit", self.Self, Peer(), ErlTerm.Atom("abandoned")), Call("demonitor", self.Self, Peer(), request)], Remote.Take());
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        Assert.Empty(Node.GetProcessInformation(self.Self)!.Links);
    });

    [Fact]
    public Task Waiting_for_the_pid_leaves_other_messages_alone() => Run(async self =>
    {
        Remote.OnSpawn = request => Node.SpawnReplyFromRemote(request.Reference, request.From, Set(request), Peer());
        self.Send(self.Self, 1);

        Assert.Equal(Peer(), await self.SpawnAsync(Other, Module, Function, []));
        Assert.Equal(Peer(), await self.SpawnLinkAsync(Other, Module, Function, []));
        (ErlPid pid, ErlReference monitor) = await self.SpawnMonitorAsync(Other, Module, Function, []);

        Assert.Equal(Peer(), pid);
        Node.DownFromRemote(self.Self, monitor, Boom);
        Assert.Equal(1, await self.ReceiveAsync());
        Assert.Equal(Down(monitor, Peer(), Boom), await self.ReceiveAsync());
        Assert.Equal([Peer()], Node.GetProcessInformation(self.Self)!.Links);
    });

    [Theory]
    [InlineData("badopt", "badarg")]
    [InlineData("system_limit", "system_limit")]
    public Task A_refusal_is_an_error_of_the_caller(string answer, string error) => Run(async self =>
    {
        Remote.OnSpawn = request => Node.SpawnReplyFromRemote(request.Reference, request.From, SpawnReplyFlags.None, ErlTerm.Atom(answer));

        TermException thrown = await Assert.ThrowsAsync<TermException>(() => self.SpawnAsync(Other, Module, Function, []).AsTask());
        Assert.Equal((TermExceptionClass.Error, ErlTerm.Atom(error)), (thrown.Class, thrown.Reason));
    });

    [Theory]
    [InlineData("noconnection")]
    [InlineData("notsup")]
    public async Task When_the_node_cannot_be_reached_a_process_of_this_node_ends_in_place_of_the_other(string reason)
    {
        Log.Expect(Microsoft.Extensions.Logging.LogLevel.Warning, "Cannot start m:f/0 on other@host: " + reason);
        await Run(async self =>
        {
            self.TrapExit = true;
            Remote.OnSpawn = request => Node.SpawnReplyFromRemote(request.Reference, request.From, SpawnReplyFlags.None, ErlTerm.Atom(reason));
            ErlPid alone = await self.SpawnAsync(Other, Module, Function, []);
            Assert.Equal(Own, alone.Node);
            ErlPid linked = await self.SpawnLinkAsync(Other, Module, Function, []);
            Assert.Equal(ExitMessage(linked, ErlTerm.Atom(reason)), await self.ReceiveAsync());
            (ErlPid watched, ErlReference monitor) = await self.SpawnMonitorAsync(Other, Module, Function, []);
            Assert.Equal(Down(monitor, watched, ErlTerm.Atom(reason)), await self.ReceiveAsync());
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    [Fact]
    public Task The_own_node_can_be_asked_too_and_answers_first() => Run(async self =>
    {
        self.TrapExit = true;
        Node.Modules.Add(Module, Function, 1, (child, arguments) => throw TermException.Exit(ErlTerm.Tuple(arguments[0], child.GroupLeader)));
        self.GroupLeader = Peer(3);
        ErlReference request = self.SpawnRequest(Own, Module, Function, [1], LinkAndMonitor);

        var answer = (ErlTuple)await self.ReceiveAsync();
        var child = (ErlPid)answer[3];
        Assert.Equal(ErlTerm.Tuple(SpawnReply, request, Atoms.Ok, child), answer);
        ErlTerm[] ends = [await self.ReceiveAsync(), await self.ReceiveAsync()];
        Assert.Equivalent(
            new[] { ExitMessage(child, ErlTerm.Tuple(1, Peer(3))), Down(request, child, ErlTerm.Tuple(1, Peer(3))) }, ends);
        Assert.Empty(Remote.Take());
        Assert.Empty(Node.GetProcessInformation(self.Self)!.Links);

        Assert.Equal(
            Atoms.Badarg,
            (await Assert.ThrowsAsync<TermException>(() => self.SpawnAsync(Own, Module, Function, [], new() { Others = [1] }).AsTask())).Reason);
    });

    [Fact]
    public Task Options_for_another_call_are_refused() => Run(async self =>
    {
        await Assert.ThrowsAsync<ArgumentException>(() => self.SpawnAsync(Other, Module, Function, [], LinkAndMonitor).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(
            () => self.SpawnMonitorAsync(Other, Module, Function, [], new() { Replies = SpawnReplies.None }).AsTask());
        Assert.Empty(Remote.Take());
    });

    private static SpawnReplyFlags Set(SpawnRequest request)
        => (request.Options.Contains(ErlTerm.Atom("link")) ? SpawnReplyFlags.Link : 0)
            | (request.Options.Contains(ErlTerm.Atom("monitor")) ? SpawnReplyFlags.Monitor : 0);
}
