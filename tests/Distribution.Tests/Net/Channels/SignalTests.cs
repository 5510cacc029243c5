using Chan.Distribution.Net.Handshake;
using Chan.Terms;

namespace Chan.Distribution.Tests.Net.Channels;

public sealed class SignalTests
{
    private static readonly ErlAtom Boom = ErlTerm.Atom("boom");
    private static readonly ErlAtom NoSuch = ErlTerm.Atom("nosuch");

    [Theory]
    [MemberData(nameof(FlagSets.All), MemberType = typeof(FlagSets))]
    public async Task Messages_reach_pids_and_names(ulong flags)
    {
        await using var nodes = new ChannelNodes((DistributionFlags)flags);
        ErlPid echo = nodes.SpawnEcho("echo");
        await nodes.RunOnA(async self =>
        {
            ErlTerm message = ErlTerm.Parse("{hello, [1, 2.5, <<\"bin\">>, #{k => v}], 'ünï', 123456789012345678901234567890}");
            self.Send(echo, ErlTerm.Tuple(self.Self, message));
            Assert.Equal(message, await self.ReceiveAsync());
            self.Send(ErlTerm.Tuple(ErlTerm.Atom("echo"), ChannelNodes.NameB), ErlTerm.Tuple(self.Self, 2));
            Assert.Equal(2, await self.ReceiveAsync());
            self.Send(ErlTerm.Tuple(NoSuch, ChannelNodes.NameB), 3);
            self.Send(echo, ErlTerm.Tuple(self.Self, 4));
            Assert.Equal(4, await self.ReceiveAsync());
        });
    }

    [Theory]
    [MemberData(nameof(FlagSets.Forms), MemberType = typeof(FlagSets))]
    public async Task Messages_reach_aliases_while_they_are_active(ulong flags)
    {
        await using var nodes = new ChannelNodes((DistributionFlags)flags);
        ErlPid echo = nodes.SpawnEcho();
        await nodes.RunOnA(async self =>
        {
            ErlReference alias = self.Alias();
            ErlPid forward = nodes.B.Spawn(async peer =>
            {
                ErlTerm to = await peer.ReceiveAsync();
                peer.Send(to, 1);
                await peer.ReceiveAsync();
                peer.Send(to, 2);
                peer.Send(self.Self, 3);
            });
            self.Send(forward, alias);
            Assert.Equal(1, await self.ReceiveAsync());
            self.Unalias(alias);
            self.Send(forward, Atoms.Ok);
            Assert.Equal(3, await self.ReceiveAsync());
        });
    }

    [Theory]
    [MemberData(nameof(FlagSets.All), MemberType = typeof(FlagSets))]
    public async Task Links_and_exits_cross(ulong flags)
    {
        await using var nodes = new ChannelNodes((DistributionFlags)flags);
        await nodes.RunOnA(async self =>
        {
            self.TrapExit = true;
            ErlPid echo = nodes.SpawnEcho();
            self.Link(echo);
            self.Unlink(echo);
            self.Link(echo);
            self.Exit(echo, Boom);
            Assert.Equal(ErlTerm.Tuple(Atoms.Exit, echo, Boom), await self.ReceiveAsync());

            self.Link(echo);
            Assert.Equal(ErlTerm.Tuple(Atoms.Exit, echo, Atoms.Noproc), await self.ReceiveAsync());

            ErlPid unlinked = nodes.SpawnEcho();
            self.Link(unlinked);
            self.Unlink(unlinked);
            ErlReference monitor = self.Monitor(unlinked);
            self.Exit(unlinked, Atoms.Kill);
            Assert.Equal(ErlTerm.Tuple(Atoms.Down, monitor, Atoms.Process, unlinked, Atoms.Killed), await self.ReceiveAsync());
        });
    }

    [Theory]
    [MemberData(nameof(FlagSets.All), MemberType = typeof(FlagSets))]
    public async Task Monitors_cross_by_pid_and_by_name(ulong flags)
    {
        await using var nodes = new ChannelNodes((DistributionFlags)flags);
        ErlTerm name = ErlTerm.Tuple(ErlTerm.Atom("echo"), ChannelNodes.NameB);
        await nodes.RunOnA(async self =>
        {
            ErlPid echo = nodes.SpawnEcho("echo");
            ErlReference byPid = self.Monitor(echo);
            ErlReference byName = self.Monitor(name);
            ErlReference takenBack = self.Monitor(echo);
            self.Demonitor(takenBack);
            self.Send(echo, Boom);
            ErlTerm[] downs = [await self.ReceiveAsync(), await self.ReceiveAsync()];
            Assert.Contains(ErlTerm.Tuple(Atoms.Down, byPid, Atoms.Process, echo, Atoms.Normal), downs);
            Assert.Contains(ErlTerm.Tuple(Atoms.Down, byName, Atoms.Process, name, Atoms.Normal), downs);
            ErlReference late = self.Monitor(name);
            Assert.Equal(ErlTerm.Tuple(Atoms.Down, late, Atoms.Process, name, Atoms.Noproc), await self.ReceiveAsync());
        });
    }

    [Theory]
    [MemberData(nameof(FlagSets.All), MemberType = typeof(FlagSets))]
    public async Task Processes_are_spawned_across(ulong flags)
    {
        await using var nodes = new ChannelNodes((DistributionFlags)flags);
        nodes.B.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("f"), 2, async (self, arguments) =>
        {
            self.Send(arguments[0], ErlTerm.Tuple(self.Self, self.GroupLeader, arguments[1]));
            await self.ReceiveAsync();
            return Atoms.Ok;
        });
        await nodes.RunOnA(async self =>
        {
            (ErlPid child, ErlReference monitor) = await self.SpawnMonitorAsync(
                ChannelNodes.NameB, ErlTerm.Atom("m"), ErlTerm.Atom("f"), [self.Self, 7]);
            Assert.Equal(ChannelNodes.NameB, child.Node);
            Assert.Equal(ErlTerm.Tuple(child, self.GroupLeader, 7), await self.ReceiveAsync());
            self.Exit(child, Boom);
            Assert.Equal(ErlTerm.Tuple(Atoms.Down, monitor, Atoms.Process, child, Boom), await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task A_peer_that_cannot_spawn_is_not_asked()
    {
        await using var nodes = new ChannelNodes(DistributionFlags.Visible & ~DistributionFlags.Spawn);
        await nodes.RunOnA(async self =>
        {
            ErlReference request = self.SpawnRequest(ChannelNodes.NameB, ErlTerm.Atom("m"), ErlTerm.Atom("f"), []);
            Assert.Equal(ErlTerm.Tuple(ErlTerm.Atom("spawn_reply"), request, Atoms.Error, ErlTerm.Atom("notsup")), await self.ReceiveAsync());
        });
        Assert.Equal(0, nodes.ChannelA.Statistics.BytesSent);
    }

    [Fact]
    public async Task The_group_leader_changes_across()
    {
        await using var nodes = new ChannelNodes();
        ErlPid member = nodes.B.Spawn(async self =>
        {
            ErlTerm asker = await self.ReceiveAsync();
            self.Send(asker, self.GroupLeader);
        });
        await nodes.RunOnA(async self =>
        {
            nodes.ChannelA.GroupLeader(self.Self, member);
            self.Send(member, self.Self);
            Assert.Equal(self.Self, await self.ReceiveAsync());
        });
    }
}
