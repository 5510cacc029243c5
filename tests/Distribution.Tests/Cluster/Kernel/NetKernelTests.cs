using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Cluster.Kernel;

public sealed class NetKernelTests : ClusterTest
{
    [Theory]
    [InlineData("{is_auth,other@host}", "yes")]
    [InlineData("longnames", "false")]
    [InlineData("nodename", "nonode@nohost")]
    [InlineData("ticktime", "60")]
    public async Task What_peers_ask_is_answered(string request, string answer)
        => Assert.Equal(Term(answer), await Call("net_kernel", request));

    [Fact]
    public async Task A_tag_of_any_release_comes_back_whole()
    {
        foreach (string tag in new[] { "old", "{ref,node}", "[[not_alias|x]|y]", "[]" })
        {
            ErlTerm answer = await Run(async self =>
            {
                self.Send(Atoms.NetKernel, ErlTerm.Tuple(Atoms.GenCall, ErlTerm.Tuple(self.Self, Term(tag)), Term("{is_auth,a@b}")));
                return await self.ReceiveAsync();
            });
            Assert.Equal(ErlTerm.Tuple(Term(tag), Atoms.Yes), answer);
        }
    }

    [Fact]
    public async Task An_alias_inside_a_longer_tag_is_where_the_answer_goes()
    {
        await Run(async self =>
        {
            ErlReference alias = self.Alias(AliasMode.Reply);
            ErlTerm tag = ErlTerm.ImproperList([ErlTerm.ImproperList([Atoms.Alias], alias)], ErlTerm.Atom("label"));
            self.Send(Atoms.NetKernel, ErlTerm.Tuple(Atoms.GenCall, ErlTerm.Tuple(Node.HostPid, tag), Term("{is_auth,a@b}")));
            Assert.Equal(ErlTerm.Tuple(tag, Atoms.Yes), await self.ReceiveAsync());
        });
    }

    [Fact]
    public async Task An_old_peer_spawns_a_function_with_its_group_leader()
    {
        await Run(async self =>
        {
            ErlTerm arguments = ErlTerm.List(self.Self, ErlTerm.Atom("hello"));
            ErlTerm pid = await Call(
                self, Atoms.NetKernel, ErlTerm.Tuple(Atoms.Spawn, Atoms.Erlang, Atoms.Send, arguments, self.Self));
            Assert.IsType<ErlPid>(pid);
            Assert.Equal(ErlTerm.Atom("hello"), await self.ReceiveAsync());
        });
    }

    [Theory]
    [InlineData("spawn_link")]
    [InlineData("spawn_opt")]
    public async Task An_old_peer_spawns_with_a_link(string form)
    {
        await Run(async self =>
        {
            self.TrapExit = true;
            ErlTerm head = ErlTerm.Parse($"[{form},erlang,exit,[boom]]");
            ErlTerm request = form == "spawn_opt"
                ? ErlTerm.Tuple([.. (ErlList)head, ErlList.Empty, Atoms.Link, self.Self])
                : ErlTerm.Tuple([.. (ErlList)head, self.Self]);
            self.Send(Atoms.NetKernel, ErlTerm.Tuple(Atoms.GenCall, ErlTerm.Tuple(self.Self, ErlTerm.Atom("tag")), request));
            ErlTuple first = (ErlTuple)await self.ReceiveAsync();
            ErlTuple second = (ErlTuple)await self.ReceiveAsync();
            ErlTuple exit = first[0].Equals(Atoms.Exit) ? first : second;
            ErlTuple reply = first[0].Equals(Atoms.Exit) ? second : first;
            Assert.Equal(ErlTerm.Tuple(Atoms.Exit, reply[1], ErlTerm.Atom("boom")), exit);
        });
    }

    [Fact]
    public async Task What_it_does_not_understand_does_not_end_it()
    {
        ErlPid before = Node.WhereIs(Atoms.NetKernel)!;
        foreach (string junk in new[] { "x", "{'$gen_call',x,y}", "{'$gen_cast',x}", "{'$gen_call',{a,b},{is_auth,x}}", "{'$gen_call',{a,b}}" })
        {
            Node.Send(Atoms.NetKernel, Term(junk));
        }

        Assert.Equal(Atoms.Yes, await Call("net_kernel", "{is_auth,a@b}"));
        Assert.Equal(before, Node.WhereIs(Atoms.NetKernel));
    }
}
