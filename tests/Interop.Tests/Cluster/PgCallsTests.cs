using Chan.Distribution.Cluster.Pg;
using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Cluster;

/// <summary>Groups of this program's nodes beside those of Erlang, in the default scope and in others.</summary>
[Trait("Scenario", "R8")]
public sealed class PgCallsTests
{
    private static readonly ErlAtom Scope = ErlTerm.Atom("rooms");
    private static readonly ErlAtom Group = ErlTerm.Atom("g");

    [Fact]
    public async Task Members_that_join_and_leave_here_are_followed_there()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("b");
        ErlangPeer erl = await world.StartErlangAsync("a");
        await node.StartPgScopeAsync(Scope).WaitAsync(TestTimeouts.Long);
        await erl.EvaluateAsync("{ok, _} = pg:start(rooms), {R, []} = pg:monitor(rooms, g)");
        Assert.Equal("pong", await erl.EvaluateAsync("net_adm:ping('b@localhost')"));
        ErlPid[] members = [node.Spawn(WaitAsync), node.Spawn(WaitAsync)];

        // Both scopes know each other when each has the other's first member.
        await node.PgJoinAsync(Group, members, Scope).WaitAsync(TestTimeouts.Long);
        Assert.Equal("[b@localhost,b@localhost]", await erl.EvaluateAsync("receive {R, join, g, Joined} -> [node(P) || P <- Joined] end"));
        Assert.True(await node.PgLeaveAsync(Group, [members[0]], Scope).WaitAsync(TestTimeouts.Long));
        Assert.Equal("true", await erl.EvaluateAsync("receive {R, leave, g, [Left]} -> [Left] =:= Joined -- pg:get_members(rooms, g) end"));
        node.Exit(members[1], Atoms.Kill);
        Assert.Equal("{1,[]}", await erl.EvaluateAsync("receive {R, leave, g, Killed} -> {length(Killed), pg:get_members(rooms, g)} end"));

        Assert.Equal("ok", await erl.EvaluateAsync("rpc:call('b@localhost', pg, join, [rooms, g, rpc:call('b@localhost', erlang, whereis, [pg])])"));
        Assert.Equal("true", await erl.EvaluateAsync("Until(fun() -> length(pg:get_members(rooms, g)) =:= 1 end)"));
        Assert.Equal("[g]", await erl.EvaluateAsync("rpc:call('b@localhost', pg, which_groups, [rooms])"));
    }

    [Fact]
    public async Task Members_that_join_and_leave_there_are_followed_here()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("b");
        ErlangPeer erl = await world.StartErlangAsync("a");
        await erl.EvaluateAsync("{ok, _} = pg:start(pg), P = spawn(fun() -> receive stop -> ok end end), Q = spawn(fun() -> receive stop -> ok end end), pg:join(g, P)");

        await node.RunAsync(async self =>
        {
            (ErlReference one, IReadOnlyList<ErlPid> members) = await self.PgMonitorAsync(Group);
            Assert.Empty(members);
            (ErlReference all, ErlMap groups) = await self.PgMonitorScopeAsync();
            Assert.Empty(groups);

            Assert.Equal("pong", await erl.EvaluateAsync("net_adm:ping('b@localhost')"));
            ErlTerm p = await JoinedAsync(self, one, all);
            await erl.EvaluateAsync("pg:join(g, [Q, Q])");
            ErlTerm twice = await JoinedAsync(self, one, all);
            Assert.Equal(2, ((ErlList)twice).Count);
            Assert.Equal(3, self.Node.PgGetMembers(Group).Count);
            await erl.EvaluateAsync("pg:leave(g, P)");
            Assert.Equal(p, await ToldAsync(self, one, "leave", Group));
            Assert.Equal(p, await ToldAsync(self, all, "leave", Group));

            Assert.True(await self.PgDemonitorAsync(one));
            await erl.KillAsync();
            Assert.Equal(twice, await ToldAsync(self, all, "leave", Group));
            Assert.Empty(self.Node.PgGetMembers(Group));
            Assert.Null(await self.ReceiveAsync(_ => true, TimeSpan.Zero));
            return true;
        }).WaitAsync(TestTimeouts.Process);

        static async Task<ErlTerm> JoinedAsync(ProcessContext self, ErlReference one, ErlReference all)
        {
            ErlTerm members = await ToldAsync(self, one, "join", Group);
            Assert.Equal(members, await ToldAsync(self, all, "join", Group));
            return members;
        }
    }

    private static async Task<ErlTerm> ToldAsync(ProcessContext self, ErlReference reference, string what, ErlTerm group)
    {
        ErlTerm message = await self.ReceiveAsync(message => message is ErlTuple { Count: 4 } told && told[0].Equals(reference));
        Assert.Equal((ErlTerm.Atom(what), group), (((ErlTuple)message)[1], ((ErlTuple)message)[2]));
        return ((ErlTuple)message)[3];
    }

    private static async Task WaitAsync(ProcessContext self) => await self.ReceiveAsync(message => message == Atoms.Stop);
}
