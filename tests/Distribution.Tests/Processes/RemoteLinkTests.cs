using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Processes;

[Trait("Scenario", "P5")]
public sealed class RemoteLinkTests : RemoteTest
{
    [Fact]
    public Task Linking_twice_asks_once() => Run(self =>
    {
        self.Link(Peer());
        self.Link(Peer());

        Assert.Equal([Call("link", self.Self, Peer())], Remote.Take());
        Assert.Equal([Peer()], Node.GetProcessInformation(self.Self)!.Links);
        return Task.CompletedTask;
    });

    [Fact]
    public async Task The_end_of_a_process_is_told_to_every_linked_peer_with_its_reason()
    {
        ErlPid mine = SpawnIdle();
        Node.LinkFromRemote(Peer(7), mine);
        Node.LinkFromRemote(Peer(8), mine);
        Node.LinkFromRemote(Peer(8), mine);
        Assert.Empty(Remote.Take());

        Node.Exit(mine, Boom);
        await ExitOf(mine);

        Assert.Equal([Call("link_exit", mine, Peer(7), Boom), Call("link_exit", mine, Peer(8), Boom)], Remote.Take());
    }

    [Fact]
    public async Task A_link_to_a_process_that_is_gone_is_answered_with_noproc()
    {
        ErlPid gone = Node.Spawn(_ => Task.CompletedTask);
        await ExitOf(gone);

        Node.LinkFromRemote(Peer(), gone);
        var earlier = new ErlPid(Node.Name, 1, 0, 77);
        Node.LinkFromRemote(Peer(), earlier);

        Assert.Equal([Call("link_exit", gone, Peer(), Atoms.Noproc), Call("link_exit", earlier, Peer(), Atoms.Noproc)], Remote.Take());
    }

    [Fact]
    public Task The_exit_of_a_linked_peer_arrives_once_and_that_of_a_stranger_never() => Run(async self =>
    {
        self.TrapExit = true;
        self.Link(Peer());
        Node.ExitFromRemote(Peer(99), self.Self, Boom, ExitOrigin.Link);
        Node.ExitFromRemote(Peer(), self.Self, Boom, ExitOrigin.Link);
        Node.ExitFromRemote(Peer(), self.Self, Boom, ExitOrigin.Link);

        Assert.Equal(ExitMessage(Peer(), Boom), await self.ReceiveAsync());
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        Assert.Empty(Node.GetProcessInformation(self.Self)!.Links);
    });

    [Fact]
    public async Task The_exit_of_a_linked_peer_ends_a_process_that_does_not_trap_unless_it_is_normal()
    {
        ErlPid mine = SpawnIdle();
        Node.LinkFromRemote(Peer(1), mine);
        Node.LinkFromRemote(Peer(2), mine);

        Node.ExitFromRemote(Peer(1), mine, Atoms.Normal, ExitOrigin.Link);
        Assert.True(Node.IsAlive(mine));
        Task<ErlTerm> end = ExitOf(mine);
        Node.ExitFromRemote(Peer(2), mine, Atoms.Kill, ExitOrigin.Link);

        Assert.Equal(Atoms.Kill, await end);
    }

    [Fact]
    public Task An_exit_that_crosses_an_unlink_is_not_seen() => Run(async self =>
    {
        self.TrapExit = true;
        self.Link(Peer());
        Remote.Take();
        self.Unlink(Peer());
        self.Unlink(Peer());
        ulong id = TakeUnlinkId(self.Self, Peer());

        Node.ExitFromRemote(Peer(), self.Self, Boom, ExitOrigin.Link);
        Node.UnlinkAckFromRemote(Peer(), self.Self, id);

        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
    });

    [Fact]
    public Task A_link_that_crosses_an_unlink_makes_no_link_and_one_after_its_acknowledgement_does() => Run(self =>
    {
        self.Link(Peer());
        Remote.Take();
        self.Unlink(Peer());
        ulong id = TakeUnlinkId(self.Self, Peer());

        Node.LinkFromRemote(Peer(), self.Self);
        Assert.Empty(Node.GetProcessInformation(self.Self)!.Links);
        Node.UnlinkAckFromRemote(Peer(), self.Self, id + 1);
        Node.LinkFromRemote(Peer(), self.Self);
        Assert.Empty(Node.GetProcessInformation(self.Self)!.Links);
        Node.UnlinkAckFromRemote(Peer(), self.Self, id);
        Node.LinkFromRemote(Peer(), self.Self);

        Assert.Equal([Peer()], Node.GetProcessInformation(self.Self)!.Links);
        return Task.CompletedTask;
    });

    [Fact]
    public Task Linking_again_before_the_acknowledgement_asks_again_and_the_late_acknowledgement_does_not_undo_it() => Run(async self =>
    {
        self.TrapExit = true;
        self.Link(Peer());
        Remote.Take();
        self.Unlink(Peer());
        ulong first = TakeUnlinkId(self.Self, Peer());
        self.Link(Peer());
        Assert.Equal([Call("link", self.Self, Peer())], Remote.Take());
        Node.UnlinkAckFromRemote(Peer(), self.Self, first);

        self.Unlink(Peer());
        Assert.NotEqual(first, TakeUnlinkId(self.Self, Peer()));
        self.Link(Peer());
        Node.ExitFromRemote(Peer(), self.Self, Boom, ExitOrigin.Link);

        Assert.Equal(ExitMessage(Peer(), Boom), await self.ReceiveAsync());
    });

    [Fact]
    public async Task An_unlink_is_always_acknowledged_with_its_id()
    {
        ErlPid mine = SpawnIdle();
        ErlPid gone = Node.Spawn(_ => Task.CompletedTask);
        await ExitOf(gone);
        Node.LinkFromRemote(Peer(), mine);

        Node.UnlinkFromRemote(Peer(), mine, 41);
        Node.UnlinkFromRemote(Peer(), mine, 42);
        Node.UnlinkFromRemote(Peer(), gone, 43);
        Assert.Equal(
            [Call("unlink_ack", mine, Peer(), 41), Call("unlink_ack", mine, Peer(), 42), Call("unlink_ack", gone, Peer(), 43)], Remote.Take());

        Node.Exit(mine, Boom);
        await ExitOf(mine);
        Assert.Empty(Remote.Take());
    }

    [Fact]
    public Task A_lost_connection_breaks_every_link_over_it_once() => Run(async self =>
    {
        self.TrapExit = true;
        ErlPid elsewhere = Peer(7, "third@host");
        self.Link(Peer(1));
        self.Link(Peer(2));
        self.Link(elsewhere);
        self.Unlink(Peer(2));
        Node.LinkFromRemote(Peer(3), self.Self);

        Node.ConnectionLost(Other);
        Node.ConnectionLost(Other);
        Node.ExitFromRemote(Peer(1), self.Self, Boom, ExitOrigin.Link);

        ErlTerm[] told = [await self.ReceiveAsync(), await self.ReceiveAsync()];
        Assert.Equivalent(new[] { ExitMessage(Peer(1), Atoms.Noconnection), ExitMessage(Peer(3), Atoms.Noconnection) }, told);
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        Assert.Equal([elsewhere], Node.GetProcessInformation(self.Self)!.Links);
        Node.LinkFromRemote(Peer(2), self.Self);
        Assert.Contains(Peer(2), Node.GetProcessInformation(self.Self)!.Links);
    });

    [Fact]
    public async Task A_lost_connection_ends_linked_processes_that_do_not_trap()
    {
        ErlPid mine = SpawnIdle();
        Node.LinkFromRemote(Peer(), mine);
        Task<ErlTerm> end = ExitOf(mine);

        Node.ConnectionLost(Other);

        Assert.Equal(Atoms.Noconnection, await end);
        Assert.Empty(Remote.Take());
    }
}
