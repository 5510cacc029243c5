using Chan.Distribution.Cluster.Pg;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Cluster.Pg;

/// <summary>One scope, with the test as its peer.</summary>
public sealed class PgScopeTests : ClusterTest
{
    [Fact]
    public async Task A_peer_that_discovers_is_told_the_members_and_discovered_in_turn()
    {
        await Run(async self =>
        {
            ErlPid scope = Node.WhereIs(Atoms.Pg)!;
            ErlPid member = SpawnIdle();
            Assert.Equal(Atoms.Ok, await Call(self, Atoms.Pg, ErlTerm.Tuple(ErlTerm.Atom("join_local"), ErlTerm.Atom("g"), member)));
            self.Send(Atoms.Pg, ErlTerm.Tuple(ErlTerm.Atom("discover"), self.Self, 1));
            ErlTerm groups = ErlTerm.List(ErlTerm.Tuple(ErlTerm.Atom("g"), ErlTerm.List(member)));
            Assert.Equal(ErlTerm.Tuple(Atoms.GenCast, ErlTerm.Tuple(ErlTerm.Atom("sync"), scope, groups)), await self.ReceiveAsync());
            Assert.Equal(ErlTerm.Tuple(ErlTerm.Atom("discover"), scope), await self.ReceiveAsync());

            self.Send(Atoms.Pg, ErlTerm.Tuple(ErlTerm.Atom("discover"), self.Self));
            Assert.Equal(ErlTerm.Tuple(Atoms.GenCast, ErlTerm.Tuple(ErlTerm.Atom("sync"), scope, groups)), await self.ReceiveAsync());

            Node.Exit(member, Atoms.Kill);
            Assert.Equal(ErlTerm.Tuple(ErlTerm.Atom("leave"), scope, member, Term("[g]")), await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task Joining_and_leaving_is_told_as_often_as_it_happens()
    {
        await Run(async self =>
        {
            ErlPid scope = Node.WhereIs(Atoms.Pg)!;
            self.Send(Atoms.Pg, ErlTerm.Tuple(ErlTerm.Atom("discover"), self.Self));
            await self.ReceiveAsync();
            await self.ReceiveAsync();
            ErlPid member = SpawnIdle();
            ErlTerm join = ErlTerm.Tuple(ErlTerm.Atom("join_local"), ErlTerm.Atom("g"), ErlTerm.List(member, member));
            self.Send(Atoms.Pg, ErlTerm.Tuple(Atoms.GenCall, ErlTerm.Tuple(self.Self, Atoms.Ok), join));
            Assert.Equal(ErlTerm.Tuple(ErlTerm.Atom("join"), scope, ErlTerm.Atom("g"), ErlTerm.List(member, member)), await self.ReceiveAsync());
            Assert.Equal(Term("{ok,ok}"), await self.ReceiveAsync());
            Assert.Equal(ErlTerm.List(member, member), await Members(self, "g"));

            ErlTerm leave = ErlTerm.Tuple(ErlTerm.Atom("leave_local"), ErlTerm.Atom("g"), member);
            self.Send(Atoms.Pg, ErlTerm.Tuple(Atoms.GenCall, ErlTerm.Tuple(self.Self, Atoms.Ok), leave));
            Assert.Equal(ErlTerm.Tuple(ErlTerm.Atom("leave"), scope, ErlTerm.List(member), Term("[g]")), await self.ReceiveAsync());
            await self.ReceiveAsync();
            Assert.Equal(ErlTerm.List(member), await Members(self, "g"));
            Assert.Equal(Atoms.Ok, await Run(other => Call(other, leave)));
            Assert.Equal(Term("not_joined"), await Run(other => Call(other, leave)));
            Assert.Equal(ErlList.Empty, await Members(self, "g"));
        });
    }

    [Fact]
    public async Task Members_of_a_peer_come_change_and_go_with_it()
    {
        ErlPid member = SpawnIdle();
        ErlPid other = SpawnIdle();
        await Run(async self =>
        {
            ErlPid peer = self.Spawn(async process =>
            {
                process.Send(Atoms.Pg, ErlTerm.Tuple(Atoms.GenCast, ErlTerm.Tuple(ErlTerm.Atom("sync"), process.Self, Groups("old", other))));
                process.Send(Atoms.Pg, ErlTerm.Tuple(Atoms.GenCast, ErlTerm.Tuple(ErlTerm.Atom("sync"), process.Self, Groups("g", member))));
                process.Send(Atoms.Pg, ErlTerm.Tuple(ErlTerm.Atom("join"), process.Self, ErlTerm.Atom("g"), ErlTerm.List(other)));
                process.Send(Atoms.Pg, ErlTerm.Tuple(ErlTerm.Atom("leave"), process.Self, member, Term("[g]")));
                self.Send(self.Self, Atoms.Ok);
                await process.ReceiveAsync(message => message == Atoms.Stop);
            });
            await self.ReceiveAsync();
            Assert.Equal(Term("not_joined"), await Call(self, ErlTerm.Tuple(ErlTerm.Atom("leave_local"), ErlTerm.Atom("g"), self.Self)));
            Assert.Equal(ErlTerm.List(other), await Members(self, "g"));
            Assert.Equal(ErlList.Empty, await Members(self, "old"));
            Assert.Equal(Term("[g]"), await Node.Modules.ApplyAsync(self, Atoms.Pg, ErlTerm.Atom("which_groups"), []));

            self.Send(Atoms.Pg, ErlTerm.Tuple(ErlTerm.Atom("join"), self.Self, ErlTerm.Atom("g"), member));
            self.Send(peer, Atoms.Stop);
            while ((await Members(self, "g")) is ErlList { Count: > 0 })
            {
                await Task.Yield();
            }
        });
    }

    [Fact]
    public async Task The_end_of_a_member_costs_no_look_at_the_groups_of_others()
    {
        // So many that a look at all of them for each takes minutes.
        const int Count = 20_000;
        await Run(async self =>
        {
            await self.PgMonitorScopeAsync();
            var members = new ErlPid[Count];
            for (int i = 0; i < Count; i++)
            {
                members[i] = SpawnIdle();
                self.Send(Atoms.Pg, ErlTerm.Tuple(
                    Atoms.GenCall, ErlTerm.Tuple(Node.HostPid, Atoms.Ok), ErlTerm.Tuple(ErlTerm.Atom("join_local"), i, members[i])));
            }

            await ReceiveChangesAsync(self);
            foreach (ErlPid member in members)
            {
                Node.Exit(member, Atoms.Kill);
            }

            await ReceiveChangesAsync(self);
        });
        Assert.Empty(Node.PgWhichGroups());

        static async Task ReceiveChangesAsync(ProcessContext self)
        {
            for (int i = 0; i < Count; i++)
            {
                await self.ReceiveAsync();
            }
        }
    }

    [Fact]
    public async Task Junk_ends_nothing()
    {
        ErlPid before = Node.WhereIs(Atoms.Pg)!;
        foreach (string junk in new[] { "x", "{discover,x}", "{join,a,b,c}", "{'$gen_cast',{sync,a,b}}", "{nodeup,1}", "{leave,a,b,c}" })
        {
            Node.Send(Atoms.Pg, Term(junk));
        }

        Assert.Equal(Term("not_joined"), await Run(self => Call(self, ErlTerm.Tuple(ErlTerm.Atom("leave_local"), ErlTerm.Atom("g"), self.Self))));
        Assert.Equal(before, Node.WhereIs(Atoms.Pg));
    }

    private static ErlList Groups(string group, ErlPid member) => ErlTerm.List(ErlTerm.Tuple(ErlTerm.Atom(group), ErlTerm.List(member)));

    private static Task<ErlTerm> Call(ProcessContext self, ErlTerm request) => Call(self, Atoms.Pg, request);

    private static async Task<ErlTerm> Members(ProcessContext self, string group)
        => await self.Node.Modules.ApplyAsync(self, Atoms.Pg, ErlTerm.Atom("get_members"), [ErlTerm.Atom(group)]);
}
