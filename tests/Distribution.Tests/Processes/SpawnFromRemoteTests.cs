using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Processes;

/// <summary>Processes that another node asks for.</summary>
[Trait("Scenario", "P2")]
public sealed class SpawnFromRemoteTests : RemoteTest
{
    private static readonly ErlAtom Module = ErlTerm.Atom("m");
    private static readonly ErlAtom Leave = ErlTerm.Atom("leave");

    public SpawnFromRemoteTests()
        => Node.Modules.Add(Module, Leave, 1, (self, arguments)
            => throw TermException.Exit(ErlTerm.Tuple(arguments[0], self.GroupLeader)));

    [Fact]
    public async Task The_answer_leaves_before_the_exit_and_the_down_of_the_process()
    {
        Node.SpawnFromRemote(Request(Term("link"), Term("monitor"), Term("{priority,low}"), Term("{fullsweep_after,10}")));
        ErlTuple[] calls = await TakeCalls(3);

        ErlTerm child = calls[0][4];
        ErlTerm reason = ErlTerm.Tuple(1, Peer(3));
        Assert.Equal(Call("spawn_reply", PeerReference(), Peer(), 3, child), calls[0]);
        Assert.Equivalent(
            new[] { Call("link_exit", child, Peer(), reason), Call("monitor_exit", child, Peer(), PeerReference(), reason) }, calls[1..]);
    }

    [Fact]
    public async Task Without_link_and_monitor_the_pid_is_all_that_is_told()
    {
        Node.Modules.Add(Module, Leave, 1, async (self, _) => await self.ReceiveAsync());
        Node.SpawnFromRemote(Request());
        var child = (ErlPid)(await TakeCalls(1))[0][4];
        Task<ErlTerm> end = ExitOf(child);
        Node.SendFromRemote(child, 1);

        Assert.Equal(Atoms.Normal, await end);
        Assert.Empty(Remote.Take());
    }

    [Fact]
    public async Task A_function_that_is_not_exported_makes_a_process_that_ends_with_undef()
    {
        Log.Expect(Microsoft.Extensions.Logging.LogLevel.Error, "undef");
        Node.SpawnFromRemote(Request(Term("monitor")) with { Module = ErlTerm.Atom("nosuch") });
        ErlTuple[] calls = await TakeCalls(2);

        Assert.Equal(Call("spawn_reply", PeerReference(), Peer(), 2, calls[0][4]), calls[0]);
        Assert.Equal(Call("monitor_exit", calls[0][4], Peer(), PeerReference(), Term("{undef,[{nosuch,leave,[1],[]}]}")), calls[1]);
    }

    [Theory]
    [InlineData("{nonopt,1}")]
    [InlineData("nonopt")]
    [InlineData("{link,true}")]
    [InlineData("17")]
    public void An_unknown_option_is_refused(string option)
    {
        Node.SpawnFromRemote(Request(Term("link"), Term(option)));

        Assert.Equal([Call("spawn_reply", PeerReference(), Peer(), 0, ErlTerm.Atom("badopt"))], Remote.Take());
        Assert.Equal(0, Node.ProcessCount);
    }

    [Fact]
    public async Task A_full_node_refuses_and_a_node_that_has_ended_too()
    {
        await using var small = new Node(new NodeRuntimeOptions { MaxProcesses = 1 });
        small.BecomeAlive(Own, 9, Remote);
        ErlPid only = small.Spawn(WaitForStop);
        small.SpawnFromRemote(Request());
        small.Exit(only, Atoms.Kill);
        await small.DisposeAsync();
        small.SpawnFromRemote(Request());

        ErlTerm refusal = Call("spawn_reply", PeerReference(), Peer(), 0, ErlTerm.Atom("system_limit"));
        Assert.Equal([refusal, refusal], Remote.Take());
    }

    [Fact]
    public async Task The_link_and_the_monitor_end_with_the_connection()
    {
        Node.Modules.Add(Module, Leave, 1, async (self, _) => await self.ReceiveAsync());
        Node.SpawnFromRemote(Request(Term("monitor"), Term("link")));
        var child = (ErlPid)(await TakeCalls(1))[0][4];
        Assert.Equal([Peer()], Node.GetProcessInformation(child)!.Links);
        Assert.Equal([Peer()], Node.GetProcessInformation(child)!.MonitoredBy);
        Task<ErlTerm> end = ExitOf(child);
        Node.ConnectionLost(Other);

        Assert.Equal(Atoms.Noconnection, await end);
        Assert.Empty(Remote.Take());
    }

    [Fact]
    public async Task A_peer_becomes_the_group_leader_of_a_process_and_of_those_it_spawns()
    {
        ErlPid mine = SpawnIdle();
        Node.GroupLeaderFromRemote(Peer(), mine);
        Node.GroupLeaderFromRemote(Peer(), new ErlPid(Own, 1, 99, 3));
        Assert.Equal(Peer(), Node.GetProcessInformation(mine)!.GroupLeader);

        await Run(self =>
        {
            self.ChangeGroupLeader(Peer(4), self.Self);
            self.ChangeGroupLeader(self.Self, Peer(5));
            ErlPid child = self.Spawn(WaitForStop);
            Assert.Equal(Peer(4), Node.GetProcessInformation(child)!.GroupLeader);
            Assert.Equal([Call("group_leader", self.Self, Peer(5))], Remote.Take());
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Whoever_wants_to_know_is_called_once_when_a_process_ends()
    {
        var ended = new List<ErlPid>();
        ErlPid mine = SpawnIdle();
        Assert.True(Node.NotifyExit(mine, ended.Add));
        Action<ErlPid> forgotten = _ => Assert.Fail("This one was taken back.");
        Assert.True(Node.NotifyExit(mine, forgotten));
        Node.ForgetExit(mine, forgotten);
        Node.Exit(mine, Boom);

        Assert.Equal([mine], ended);
        Assert.False(Node.NotifyExit(mine, ended.Add));
        await ExitOf(mine);
    }

    [Fact]
    public Task Wishes_to_hear_of_the_end_of_a_node_are_passed_on() => Run(self =>
    {
        self.MonitorNode(Other, true);
        self.MonitorNode(Other, false);
        self.MonitorNode(Own, true);

        Assert.Equal([Call("monitor_node", self.Self, Other, true), Call("monitor_node", self.Self, Other, false)], Remote.Take());
        return Task.CompletedTask;
    });

    private static SpawnRequest Request(params IReadOnlyList<ErlTerm> options) => new()
    {
        Reference = PeerReference(),
        From = Peer(),
        GroupLeader = Peer(3),
        Node = Own,
        Module = Module,
        Function = Leave,
        Arguments = [1],
        Options = options,
    };

    private async Task<ErlTuple[]> TakeCalls(int count)
    {
        var calls = new List<ErlTuple>();
        while (calls.Count < count)
        {
            await Task.Yield();
            calls.AddRange(Remote.Take().Cast<ErlTuple>());
        }

        Assert.Equal(count, calls.Count);
        return [.. calls];
    }
}
