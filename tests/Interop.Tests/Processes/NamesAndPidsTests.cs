using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Kit;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Processes;

/// <summary>How processes of this program and of Erlang name each other.</summary>
public sealed class NamesAndPidsTests
{
    private static readonly ErlAtom Erl = ErlTerm.Atom("erl@localhost");

    [Fact]
    [Trait("Scenario", "P3")]
    public async Task A_name_is_known_on_its_own_node_only_and_every_node_may_have_it()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        var box = new Listener(node, "box");
        _ = new Listener(node, "here");
        await erl.EvaluateAsync("register(box, self()), register(there, spawn(fun() -> receive stop -> ok end end))");

        // Whatever is delivered on the wrong node comes before what is delivered on the right one.
        await box.DoAsync(self =>
        {
            self.Send(Named("box"), ErlTerm.Atom("from_net"));
            self.Send(Named("here"), ErlTerm.Atom("lost"));
            self.Send(Named("box"), ErlTerm.Atom("last"));
        });
        Assert.Equal("[from_net,last]", await erl.EvaluateAsync("[receive M -> M end || _ <- [1, 2]]"));
        await erl.EvaluateAsync("{box, net@localhost} ! from_erl, {there, net@localhost} ! lost, {box, net@localhost} ! last");
        Assert.Equal(["from_erl", "last"], [await box.NextTextAsync(), await box.NextTextAsync()]);

        Assert.Equal(box.Pid, node.WhereIs(ErlTerm.Atom("box")));
        Assert.Null(node.WhereIs(ErlTerm.Atom("there")));
        Assert.Equal("{true,undefined}", await erl.EvaluateAsync("{whereis(box) =:= self(), whereis(here)}"));
    }

    [Fact]
    [Trait("Scenario", "P4")]
    public async Task The_callers_pid_travels_in_a_message_and_the_answer_comes_back_to_it()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await erl.EvaluateAsync("register(adder, spawn(fun F() -> receive {From, A, B} -> From ! {response, A + B}, F() end end))");
        node.Spawn(
            async self =>
            {
                while (await self.ReceiveAsync() is ErlTuple and [ErlPid from, ErlInteger(long a), ErlInteger(long b)])
                {
                    self.Send(from, ErlTerm.Tuple(ErlTerm.Atom("response"), a + b));
                }
            },
            new SpawnOptions { Name = ErlTerm.Atom("adder") });

        ErlTerm response = await node.RunAsync(async self =>
        {
            self.Send(Named("adder"), ErlTerm.Tuple(self.Self, 1, 2));
            return await self.ReceiveAsync();
        }).WaitAsync(TestTimeouts.Process);

        Assert.Equal("{response,3}", response.ToString());
        Assert.Equal("{response,3}", await erl.EvaluateAsync("{adder, net@localhost} ! {self(), 1, 2}, receive R -> R end"));
    }

    [Fact]
    [Trait("Scenario", "P7")]
    public async Task The_pid_of_a_remote_process_names_its_node_on_both_sides()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        var box = new Listener(node, "box");
        await erl.EvaluateAsync("register(box, self()), {box, net@localhost} ! self()");
        var theirs = (ErlPid)await box.NextAsync();
        await box.DoAsync(self => self.Send(Named("box"), ErlTerm.Tuple(self.Self, theirs)));

        // In Erlang: 0 in front for its own processes alone, and our numbers behind a number of the node.
        Assert.Equal("{net@localhost,erl@localhost}", await erl.EvaluateAsync("{Ours, Own} = receive P -> P end, {node(Ours), node(Own)}"));
        Assert.Equal("true", await erl.EvaluateAsync("Own =:= self()"));
        await erl.EvaluateAsync("Numbers = fun(Pid) -> string:lexemes(pid_to_list(Pid), \"<.>\") end");
        Assert.Equal("\"0\"", await erl.EvaluateAsync("hd(Numbers(Own))"));
        Assert.Equal($"{{false,[\"{box.Pid.Id}\",\"{box.Pid.Serial}\"]}}", await erl.EvaluateAsync("{hd(Numbers(Ours)) =:= \"0\", tl(Numbers(Ours))}"));

        // Here: the node itself in place of its number.
        Assert.Equal((Erl, node.Name), (node.NodeOf(theirs), node.NodeOf(box.Pid)));
        Assert.Equal($"[{theirs.Id},{theirs.Serial}]", await erl.EvaluateAsync("[list_to_integer(N) || N <- tl(Numbers(self()))]"));
        Assert.Equal($"<erl@localhost/{theirs.Creation}.{theirs.Id}.{theirs.Serial}>", theirs.ToString());
        await using var alone = new Node();
        ErlPid local = alone.Spawn(_ => Task.CompletedTask);
        Assert.Equal($"<0.{local.Id}.{local.Serial}>", local.ToString());
    }

    private static ErlTuple Named(string name) => ErlTerm.Tuple(ErlTerm.Atom(name), Erl);
}
