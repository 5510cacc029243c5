using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Processes;

public sealed class IdentityTests : ProcessTest
{
    private static readonly ErlAtom One = ErlTerm.Atom("one@host");
    private static readonly ErlAtom Two = ErlTerm.Atom("two@host");
    private readonly ScriptedRemoteNodes _remote = new();

    [Fact]
    public void A_node_has_no_name_until_it_becomes_alive_and_after_it_stops()
    {
        Assert.Equal((Atoms.NonodeNohost, 0u, false), (Node.Name, Node.Creation, Node.IsAliveNode));

        Node.BecomeAlive(One, 7, _remote);
        Assert.Equal((One, 7u, true), (Node.Name, Node.Creation, Node.IsAliveNode));
        Assert.Throws<InvalidOperationException>(() => Node.BecomeAlive(Two, 8, _remote));
        Assert.Equal(One, Node.Name);

        Node.BecomeNotAlive();
        Node.BecomeNotAlive();
        Assert.Equal((Atoms.NonodeNohost, 0u, false), (Node.Name, Node.Creation, Node.IsAliveNode));
    }

    [Fact]
    public async Task Processes_names_links_monitors_aliases_and_timers_outlive_changes_of_the_name()
    {
        ErlPid watched = SpawnIdle(new SpawnOptions { Name = ErlTerm.Atom("watched") });
        await Run(async self =>
        {
            self.TrapExit = true;
            self.Link(watched);
            ErlReference down = self.Monitor(watched);
            ErlReference alias = self.Alias();
            self.SendAfter(TimeSpan.FromSeconds(5), self.Self, 5);
            Node.BecomeAlive(One, 7, _remote);
            Node.BecomeNotAlive();
            Node.BecomeAlive(Two, 8, _remote);

            Assert.True(Node.IsAlive(watched));
            Assert.Equal(watched, Node.WhereIs(ErlTerm.Atom("watched")));
            self.Send(alias, 1);
            self.Send(self.Self, 2);
            self.Send(ErlTerm.Tuple(ErlTerm.Atom("watched"), Two), Atoms.Stop);
            Assert.Equal(1, await self.ReceiveAsync());
            Assert.Equal(2, await self.ReceiveAsync());
            Assert.Equal(ErlTerm.Tuple(Atoms.Exit, watched, Atoms.Normal), await self.ReceiveAsync(m => m is ErlTuple { Count: 3 }));
            Assert.Equal(ErlTerm.Tuple(Atoms.Down, down, Atoms.Process, watched, Atoms.Normal), await self.ReceiveAsync());
            Clock.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal(5, await self.ReceiveAsync());
        });
        Assert.Empty(_remote.Take());
    }

    [Fact]
    public async Task A_pid_that_comes_back_under_a_later_name_is_equal_to_the_first()
    {
        ErlPid gone = Node.Spawn(_ => Task.CompletedTask);
        await ExitOf(gone);
        ErlPid old = SpawnIdle();
        Node.BecomeAlive(One, 7, _remote);
        ErlPid young = SpawnIdle();
        ErlPid goneToo = Node.Spawn(_ => Task.CompletedTask);
        await ExitOf(goneToo);
        Node.BecomeNotAlive();
        Node.BecomeAlive(Two, 8, _remote);
        SpawnIdle();

        foreach (ErlPid pid in new[] { gone, old, young, goneToo })
        {
            Assert.Equal(pid, Node.CanonicalPid(pid.Id, pid.Serial));
            Assert.Equal(Two, Node.NodeOf(pid));
        }

        Assert.Null(Node.CanonicalPid(99_999, 0));
        Assert.Null(Node.CanonicalPid(old.Id, old.Serial + 1));
    }

    [Fact]
    public async Task Any_form_of_the_pid_of_a_process_reaches_it()
    {
        ErlPid old = SpawnIdle();
        Node.BecomeAlive(One, 7, _remote);
        var asWritten = new ErlPid(One, old.Id, old.Serial, 7);
        await Run(async self =>
        {
            self.TrapExit = true;
            self.Link(asWritten);
            self.Unlink(old);
            ErlReference down = self.Monitor(asWritten);
            self.Link(asWritten);
            self.Send(asWritten, Atoms.Stop);

            Assert.Equal(ErlTerm.Tuple(Atoms.Exit, old, Atoms.Normal), await self.ReceiveAsync());
            Assert.Equal(ErlTerm.Tuple(Atoms.Down, down, Atoms.Process, old, Atoms.Normal), await self.ReceiveAsync());
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
        Assert.Empty(_remote.Take());
    }

    [Fact]
    public Task A_reference_that_comes_back_under_a_later_name_is_equal_to_the_first() => Run(async self =>
    {
        ErlReference first = self.MakeReference();
        ErlReference alias = self.Alias();
        Node.BecomeAlive(One, 7, _remote);
        ErlReference second = self.MakeReference();
        Node.BecomeNotAlive();
        Node.BecomeAlive(Two, 8, _remote);
        ErlReference third = self.MakeReference();

        foreach (ErlReference reference in new[] { first, alias, second, third })
        {
            Assert.Equal(reference, Node.CanonicalReference(reference.Words));
            Assert.Equal(reference, Node.CanonicalReference(new ErlReference(Two, 8, reference.Words)));
            Assert.Equal(Two, Node.NodeOf(reference));
        }

        Node.SendFromRemote(new ErlReference(Two, 8, alias.Words), 1);
        Assert.Equal(1, await self.ReceiveAsync());
        var foreign = new ErlReference(ErlTerm.Atom("other@host"), 5, 1, 2, 3);
        Assert.Same(foreign, Node.CanonicalReference(foreign));
        Assert.Equal(foreign.Node, Node.NodeOf(foreign));
    });

    [Fact]
    public async Task A_pid_of_another_program_under_our_name_is_dead_and_nobody_is_asked_about_it()
    {
        SpawnIdle();
        Node.BecomeAlive(One, 7, _remote);
        var dead = new ErlPid(One, 1, 0, 6);
        Assert.False(Node.IsOwnIdentity(One, 6));
        Assert.True(Node.IsOwnIdentity(Atoms.NonodeNohost, 0));
        await Run(async self =>
        {
            self.TrapExit = true;
            self.Link(dead);
            Assert.Equal(ErlTerm.Tuple(Atoms.Exit, dead, Atoms.Noproc), await self.ReceiveAsync());
            ErlReference down = self.Monitor(dead);
            Assert.Equal(ErlTerm.Tuple(Atoms.Down, down, Atoms.Process, dead, Atoms.Noproc), await self.ReceiveAsync());
            self.Send(dead, 1);
            self.Exit(dead, Atoms.Kill);
            self.Unlink(dead);
        });
        Assert.Empty(_remote.Take());
    }

    [Fact]
    public Task Without_a_cluster_other_nodes_are_unreachable() => Run(async self =>
    {
        var peer = new ErlPid(One, 7, 0, 5);
        self.TrapExit = true;
        self.MonitorNode(Node.Name, true);
        self.Send(peer, 1);
        self.Exit(peer, Atoms.Kill);
        self.ChangeGroupLeader(self.Self, peer);
        self.Link(peer);
        Assert.Equal(ErlTerm.Tuple(Atoms.Exit, peer, Atoms.Noconnection), await self.ReceiveAsync());
        ErlReference down = self.Monitor(peer);
        Assert.Equal(ErlTerm.Tuple(Atoms.Down, down, Atoms.Process, peer, Atoms.Noconnection), await self.ReceiveAsync());
        self.MonitorNode(One, true);
        self.MonitorNode(One, true);
        self.MonitorNode(One, false);
        Assert.Equal(ErlTerm.Tuple(Atoms.Nodedown, One), await self.ReceiveAsync());
        Assert.Equal(ErlTerm.Tuple(Atoms.Nodedown, One), await self.ReceiveAsync());
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
    });
}
