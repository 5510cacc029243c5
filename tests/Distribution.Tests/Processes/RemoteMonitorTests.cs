using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Processes;

[Trait("Scenario", "P6")]
public sealed class RemoteMonitorTests : RemoteTest
{
    private static readonly ErlAtom Server = ErlTerm.Atom("server");

    [Fact]
    public Task A_monitor_of_a_peer_fires_once() => Run(async self =>
    {
        ErlReference down = self.Monitor(Peer());
        Assert.Equal([Call("monitor", self.Self, Peer(), down)], Remote.Take());

        Node.DownFromRemote(self.Self, down, Boom);
        Node.DownFromRemote(self.Self, down, Boom);
        Node.ConnectionLost(Other);

        Assert.Equal(Down(down, Peer(), Boom), await self.ReceiveAsync());
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        Assert.Empty(Remote.Take());
    });

    [Fact]
    public Task A_monitor_of_a_name_elsewhere_reports_name_and_node() => Run(async self =>
    {
        ErlTerm target = ErlTerm.Tuple(Server, Other);
        ErlReference down = self.Monitor(target);
        Assert.Equal([Call("monitor", self.Self, target, down)], Remote.Take());

        Node.DownFromRemote(self.Self, down, Atoms.Noproc);

        Assert.Equal(Down(down, target, Atoms.Noproc), await self.ReceiveAsync());
    });

    [Fact]
    public Task A_monitor_taken_back_is_taken_back_there_too_and_never_fires() => Run(async self =>
    {
        ErlReference down = self.Monitor(Peer());
        Remote.Take();

        Assert.True(self.Demonitor(down));
        Assert.Equal([Call("demonitor", self.Self, Peer(), down)], Remote.Take());
        Node.DownFromRemote(self.Self, down, Boom);
        Node.ConnectionLost(Other);

        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        Assert.False(self.Demonitor(down));
        Assert.Empty(Remote.Take());
    });

    [Fact]
    public async Task A_watching_process_that_ends_takes_its_monitors_back()
    {
        var reference = new TaskCompletionSource<ErlReference>();
        ErlPid mine = Node.Spawn(async self =>
        {
            reference.SetResult(self.Monitor(Peer()));
            await WaitForStop(self);
        });
        ErlReference down = await reference.Task;
        Remote.Take();

        Node.Exit(mine, Boom);
        await ExitOf(mine);

        Assert.Equal([Call("demonitor", mine, Peer(), down)], Remote.Take());
    }

    [Fact]
    public Task A_lost_connection_fires_every_monitor_over_it_once() => Run(async self =>
    {
        ErlTerm name = ErlTerm.Tuple(Server, Other);
        ErlReference first = self.Monitor(Peer());
        ErlReference second = self.Monitor(name);
        ErlReference elsewhere = self.Monitor(Peer(7, "third@host"));

        Node.ConnectionLost(Other);
        Node.ConnectionLost(Other);
        Node.DownFromRemote(self.Self, first, Boom);

        Assert.Equal(Down(first, Peer(), Atoms.Noconnection), await self.ReceiveAsync(first));
        Assert.Equal(Down(second, name, Atoms.Noconnection), await self.ReceiveAsync(second));
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        Assert.True(self.Demonitor(elsewhere));
    });

    [Fact]
    public async Task The_end_of_a_watched_process_is_told_to_the_peer()
    {
        ErlPid mine = SpawnIdle();
        Node.MonitorFromRemote(Peer(), mine, PeerReference());
        Assert.Equal([Peer()], Node.GetProcessInformation(mine)!.MonitoredBy);

        Node.Exit(mine, Boom);
        await ExitOf(mine);

        Assert.Equal([Call("monitor_exit", mine, Peer(), PeerReference(), Boom)], Remote.Take());
    }

    [Fact]
    public async Task A_peer_that_watches_by_name_is_told_by_name()
    {
        ErlPid mine = SpawnIdle(new SpawnOptions { Name = Server });
        Node.MonitorFromRemote(Peer(), Server, PeerReference());

        Node.Exit(mine, Boom);
        await ExitOf(mine);

        Assert.Equal([Call("monitor_exit", Server, Peer(), PeerReference(), Boom)], Remote.Take());
    }

    [Fact]
    public async Task A_peer_that_watches_what_is_not_there_is_told_noproc_at_once()
    {
        ErlPid gone = Node.Spawn(_ => Task.CompletedTask);
        await ExitOf(gone);

        Node.MonitorFromRemote(Peer(), gone, PeerReference(1));
        Node.MonitorFromRemote(Peer(), Server, PeerReference(2));

        Assert.Equal(
            [
                Call("monitor_exit", gone, Peer(), PeerReference(1), Atoms.Noproc),
                Call("monitor_exit", Server, Peer(), PeerReference(2), Atoms.Noproc),
            ],
            Remote.Take());
    }

    [Fact]
    public async Task A_peer_can_take_its_monitor_back_alone()
    {
        ErlPid mine = SpawnIdle();
        Node.MonitorFromRemote(Peer(1), mine, PeerReference(1));
        Node.MonitorFromRemote(Peer(1), mine, PeerReference(2));
        Node.DemonitorFromRemote(Peer(1), mine, PeerReference(1));
        Node.DemonitorFromRemote(Peer(9), mine, PeerReference(2));
        Node.DemonitorFromRemote(Peer(1), mine, PeerReference(3));

        Node.Exit(mine, Boom);
        await ExitOf(mine);

        Assert.Equal([Call("monitor_exit", mine, Peer(1), PeerReference(2), Boom)], Remote.Take());
    }

    [Fact]
    public async Task A_monitor_by_name_can_be_taken_back_when_the_name_is_another_process()
    {
        ErlPid watched = SpawnIdle(new SpawnOptions { Name = Server });
        Node.MonitorFromRemote(Peer(), Server, PeerReference());
        Node.Unregister(Server);
        SpawnIdle(new SpawnOptions { Name = Server });

        Node.DemonitorFromRemote(Peer(), Server, PeerReference());
        Assert.Empty(Node.GetProcessInformation(watched)!.MonitoredBy);
        Node.Exit(watched, Boom);
        await ExitOf(watched);

        Assert.Empty(Remote.Take());
    }

    [Fact]
    public async Task A_lost_connection_forgets_the_watchers_on_it()
    {
        ErlPid mine = SpawnIdle(new SpawnOptions { Name = Server });
        Node.MonitorFromRemote(Peer(), mine, PeerReference(1));
        Node.MonitorFromRemote(Peer(), Server, PeerReference(2));
        Node.MonitorFromRemote(Peer(7, "third@host"), mine, PeerReference(3));

        Node.ConnectionLost(Other);
        Assert.Equal([Peer(7, "third@host")], Node.GetProcessInformation(mine)!.MonitoredBy);
        Node.Exit(mine, Boom);
        await ExitOf(mine);

        Assert.Equal([Call("monitor_exit", mine, Peer(7, "third@host"), PeerReference(3), Boom)], Remote.Take());
    }
}
