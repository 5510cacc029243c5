using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Cluster.Global;

/// <summary>One node's name server, as its clients and peers talk to it.</summary>
public sealed class GlobalServerTests : ClusterTest
{
    private static readonly ErlAtom Server = ErlTerm.Atom("global_name_server");

    [Fact]
    public async Task A_lock_belongs_to_its_requester_and_to_all_processes_in_its_name()
    {
        await Run(async self =>
        {
            Assert.Equal(Atoms.True, await Call(self, Server, Term("{set_lock,{r,me}}")));
            Assert.Equal(Atoms.True, await Call(self, Server, Term("{set_lock,{r,me}}")));
            Assert.Equal(Atoms.False, await Call(self, Server, Term("{set_lock,{r,you}}")));
            Assert.Equal(Atoms.True, await Call("global_name_server", "{set_lock,{r,me}}"));
            Assert.Equal(Atoms.True, await Call(self, Server, Term("{del_lock,{r,you}}")));
            Assert.Equal(Atoms.False, await Call(self, Server, Term("{set_lock,{r,you}}")));
            Assert.Equal(Atoms.True, await Call(self, Server, Term("{del_lock,{r,me}}")));
            Assert.Equal(Atoms.True, await Call(self, Server, Term("{set_lock,{r,you}}")));
        });
    }

    [Fact]
    public async Task The_end_of_the_last_holder_releases_a_lock()
    {
        Assert.Equal(Atoms.True, await Call("global_name_server", "{set_lock,{r,gone}}"));
        await Run(async self =>
        {
            while (!(await Call(self, Server, Term("{set_lock,{r,me}}"))).Equals(Atoms.True))
            {
                await Task.Yield();
            }
        });
    }

    [Fact]
    public async Task A_name_that_is_registered_under_the_lock_is_known_until_its_process_ends()
    {
        ErlPid owner = SpawnIdle();
        await Run(async self =>
        {
            await Call(self, Server, Term("{set_lock,{global,me}}"));
            Assert.Equal(Atoms.Yes, await Call(self, Server, ErlTerm.Tuple(Atoms.Register, Term("{todo,<<\"bob\">>}"), owner, Term("fun global:random_exit_name/3"))));
            await Call(self, Server, Term("{del_lock,{global,me}}"));
        });
        Assert.Equal(owner, await MemoryWorld.WhereIsAsync(Node, "{todo,<<\"bob\">>}"));
        Node.Exit(owner, Atoms.Kill);
        while ((await MemoryWorld.WhereIsAsync(Node, "{todo,<<\"bob\">>}")) != Atoms.Undefined)
        {
            await Task.Yield();
        }
    }

    [Fact]
    public async Task A_name_whose_registrar_does_not_hold_the_lock_is_not_kept()
    {
        ErlPid owner = SpawnIdle();
        await Run(async self =>
        {
            await Call(self, Server, Term("{set_lock,{global,me}}"));
            await Call("global_name_server", ErlTerm.Tuple(Atoms.Register, Atoms.Name, owner, Term("fun global:random_exit_name/3")));
            Assert.Equal(Atoms.Undefined, await MemoryWorld.WhereIsAsync(Node, "name"));
        });
    }

    [Fact]
    public async Task A_name_is_taken_over_and_taken_back()
    {
        ErlPid first = SpawnIdle();
        ErlPid second = SpawnIdle();
        ErlTerm method = Term("fun global:random_exit_name/3");
        await Call("global_name_server", ErlTerm.Tuple(Atoms.Register, Atoms.Name, first, method));
        await Call("global_name_server", ErlTerm.Tuple(Atoms.Register, Atoms.Name, second, method));
        Assert.Equal(second, await MemoryWorld.WhereIsAsync(Node, "name"));
        Assert.Equal(Atoms.Ok, await Call("global_name_server", ErlTerm.Tuple(Atoms.Unregister, Atoms.Name)));
        Assert.Equal(Atoms.Undefined, await MemoryWorld.WhereIsAsync(Node, "name"));
        Assert.True(Node.IsAlive(first) && Node.IsAlive(second));
    }

    [Fact]
    public async Task Whereis_waits_while_names_are_being_changed()
    {
        await Run(async self =>
        {
            await Call(self, Server, Term("{set_lock,{global,me}}"));
            ErlReference tag = self.MakeReference();
            self.Send(Server, ErlTerm.Tuple(ErlTerm.Atom("whereis"), Atoms.Name, ErlTerm.Tuple(self.Self, tag)));
            Assert.Equal(Term("8"), await Call(self, Server, Term("get_protocol_version")));
            Assert.Null(await self.ReceiveAsync(tag, TimeSpan.Zero));
            await Call(self, Server, Term("{del_lock,{global,me}}"));
            Clock.Advance(TimeSpan.FromSeconds(4));
            Assert.Equal(ErlTerm.Tuple(tag, Atoms.Undefined), await self.ReceiveAsync(tag));
        });
    }

    [Theory]
    [InlineData("{sync,[nobody@nowhere]}", "ok")]
    [InlineData("get_known", "[]")]
    [InlineData("get_synced", "[]")]
    [InlineData("get_names_ext", "[]")]
    public async Task Questions_about_other_nodes_are_answered_alone_too(string request, string answer)
        => Assert.Equal(Term(answer), await Call("global_name_server", request));

    [Theory]
    [InlineData("random_exit_name")]
    [InlineData("random_notify_name")]
    [InlineData("notify_all_name")]
    public async Task The_methods_of_resolution_do_as_they_are_named(string method)
    {
        await Run(async self =>
        {
            (ErlPid loser, ErlReference down) = self.SpawnMonitor(async process => process.Exit(await process.ReceiveAsync()));
            var winner = new ErlPid(ErlTerm.Atom("a@a"), 1, 0, 1);
            ErlTerm kept = await Node.Modules.ApplyAsync(
                self, Atoms.Global, ErlTerm.Atom("resolve_it"), [Term($"fun global:{method}/3"), Atoms.Name, loser, winner]);
            Assert.Equal(method == "notify_all_name" ? Atoms.None : (ErlTerm)winner, kept);
            ErlTerm told = ((ErlTuple)await self.ReceiveAsync(down))[4];
            Assert.Equal(
                method switch
                {
                    "random_exit_name" => Atoms.Killed,
                    "random_notify_name" => Term("{global_name_conflict,name}"),
                    _ => ErlTerm.Tuple(ErlTerm.Atom("global_name_conflict"), Atoms.Name, winner),
                },
                told);
        });
    }

    [Fact]
    public async Task A_closure_whose_code_is_not_here_decides_nothing_and_kills_nobody()
    {
        await Run(async self =>
        {
            (ErlPid loser, ErlReference down) = self.SpawnMonitor(async process => process.Exit(await process.ReceiveAsync()));
            var winner = new ErlPid(ErlTerm.Atom("a@a"), 1, 0, 1);
            ErlFun foreign = ErlFun.Closure(ErlTerm.Atom("shop"), 3, 12345, loser, []);
            var kept = Assert.IsType<ErlTuple>(await ResolveAsync(foreign), exactMatch: false);
            Assert.Equal(Atoms.Exit, kept[0]);
            Assert.Equal(ErlTerm.Tuple(Atoms.Badfun, foreign), ((ErlTuple)kept[1])[0]);
            Assert.True(Node.IsAlive(loser));

            // One of module global is what Erlang takes when nobody says how to decide.
            Assert.Equal(winner, await ResolveAsync(ErlFun.Closure(Atoms.Global, 3, 12345, loser, [])));
            Assert.Equal(Atoms.Killed, ((ErlTuple)await self.ReceiveAsync(down))[4]);

            Task<ErlTerm> ResolveAsync(ErlFun method) => Node.Modules.ApplyAsync(
                self, Atoms.Global, ErlTerm.Atom("resolve_it"), [method, Atoms.Name, loser, winner]).AsTask();
        });
    }

    [Fact]
    public async Task Junk_ends_nothing()
    {
        ErlPid before = Node.WhereIs(Server)!;
        foreach (string junk in new[]
        {
            "x", "{nodeup,1}", "{init_connect_ack,a,b}", "{init_connect_ack,a@b,1,2}", "{lost_connection,a,b,c,d}", "{cancel_connect,a@b,1}",
            "{remove_connection,a@b}", "{'$gen_cast',{init_connect,8,a@b,x}}", "{'$gen_cast',{init_connect,{8,1},a@b,{locker,x,y,z}}}",
            "{'$gen_cast',{exchange,a@b,[x],[],1}}", "{'$gen_cast',{resolved,a@b,[x],[y],unused,[],1}}", "{'$gen_cast',{in_sync,a@b,true}}",
            "{'$gen_cast',{lock_is_set,a@b,1,{global,[]}}}", "{'$gen_cast',{new_nodes,a@b,[x,{insert,y},{delete,z}],[w],[],[u]}}", "{whereis,a,b}",
        })
        {
            Node.Send(Server, Term(junk));
        }

        Assert.Equal(Term("8"), await Call("global_name_server", "get_protocol_version"));
        Assert.Equal(before, Node.WhereIs(Server));
    }
}
