using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Processes;

public sealed class RemoteSendTests : RemoteTest
{
    [Fact]
    public Task Messages_leave_in_order_for_pids_names_and_aliases_of_other_nodes() => Run(self =>
    {
        ErlTerm name = ErlTerm.Tuple(ErlTerm.Atom("server"), Other);
        self.Send(Peer(), 1);
        self.Send(name, 2);
        self.Send(PeerReference(), 3);
        Node.Send(Peer(), 4);

        Assert.Equal(
            [
                Call("send", self.Self, Peer(), 1),
                Call("send", self.Self, name, 2),
                Call("send", self.Self, PeerReference(), 3),
                Call("send", Node.HostPid, Peer(), 4),
            ],
            Remote.Take());
        return Task.CompletedTask;
    });

    [Fact]
    [Trait("Scenario", "P5")]
    public Task Exit_signals_leave_for_other_nodes() => Run(self =>
    {
        self.Exit(Peer(), Atoms.Kill);

        Assert.Equal([Call("exit", self.Self, Peer(), Atoms.Kill)], Remote.Take());
        return Task.CompletedTask;
    });

    [Fact]
    [Trait("Scenario", "P5")]
    public async Task A_kill_of_a_peer_ends_with_killed_and_normal_ends_nobody()
    {
        ErlPid mine = SpawnIdle();
        Task<ErlTerm> end = ExitOf(mine);
        Node.ExitFromRemote(Peer(), mine, Atoms.Normal, ExitOrigin.Process);
        Assert.True(Node.IsAlive(mine));

        Node.ExitFromRemote(Peer(), mine, Atoms.Kill, ExitOrigin.Process);

        Assert.Equal(Atoms.Killed, await end);
    }

    [Fact]
    [Trait("Scenario", "P5")]
    public Task An_exit_signal_of_a_peer_can_be_trapped_without_a_link() => Run(async self =>
    {
        self.TrapExit = true;
        Node.ExitFromRemote(Peer(), self.Self, Atoms.Normal, ExitOrigin.Process);
        Node.ExitFromRemote(Peer(), self.Self, Boom, ExitOrigin.Process);

        Assert.Equal(ExitMessage(Peer(), Atoms.Normal), await self.ReceiveAsync());
        Assert.Equal(ExitMessage(Peer(), Boom), await self.ReceiveAsync());
    });
}
