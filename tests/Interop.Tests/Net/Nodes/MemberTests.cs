using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Kit;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Net.Nodes;

/// <summary>Full members of mixed clusters.</summary>
public sealed class MemberTests
{
    [Fact]
    [Trait("Scenario", "N3")]
    public async Task Connecting_one_member_connects_all_visible_ones_of_either_kind()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node one = await cluster.StartMemberAsync("one");
        Node two = await cluster.StartMemberAsync("two");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        ErlangPeer other = await cluster.StartErlangAsync("other");
        var watcher = new Listener(one);
        one.MonitorNodes(watcher.Pid);

        // Each joins by connecting with one node only.
        Assert.Equal("pong", await erl.EvaluateAsync("net_adm:ping(one@localhost)"));
        Assert.Equal("{nodeup,erl@localhost}", await watcher.NextTextAsync());
        Assert.Equal("pong", await other.EvaluateAsync("net_adm:ping(erl@localhost)"));
        Assert.Equal("{nodeup,other@localhost}", await watcher.NextTextAsync());
        Assert.True((await two.PingAsync("other@localhost", TestTimeouts.Process)).IsPong);
        Assert.Equal("{nodeup,two@localhost}", await watcher.NextTextAsync());

        const string AllThree = "(fun F() -> case lists:sort(nodes()) of [_, _, _] = All -> All; _ -> timer:sleep(10), F() end end)()";
        Assert.Equal("[one@localhost,other@localhost,two@localhost]", await erl.EvaluateAsync(AllThree));
        Assert.Equal("[erl@localhost,one@localhost,two@localhost]", await other.EvaluateAsync(AllThree));
        Assert.Equal(["erl@localhost", "other@localhost", "two@localhost"], one.Nodes().Select(name => name.Name).Order());
        Assert.Equal("ok", await erl.EvaluateAsync("global:sync()"));
        await watcher.SyncAsync();
        Assert.Empty(watcher.Rest());
    }

    [Fact]
    [Trait("Scenario", "N4")]
    public async Task A_hidden_member_meets_only_whom_it_dials_and_global_ignores_it()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node hidden = await cluster.StartMemberAsync("hidden", options => options with { Visibility = NodeVisibility.Hidden });
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        ErlangPeer other = await cluster.StartErlangAsync("other");
        Assert.Equal("pong", await erl.EvaluateAsync("net_adm:ping(other@localhost)"));

        Assert.True((await hidden.PingAsync("erl@localhost", TestTimeouts.Process)).IsPong);

        Assert.Equal("ok", await erl.EvaluateAsync("global:sync()"));
        Assert.Equal("{[other@localhost],[hidden@localhost]}", await erl.EvaluateAsync("{nodes(), nodes(hidden)}"));
        Assert.Equal("[]", await other.EvaluateAsync("nodes(hidden)"));
        Assert.Equal([ErlTerm.Atom("erl@localhost")], hidden.Nodes(NodeKinds.Connected));
        Assert.Equal("{[],[]}", await erl.EvaluateAsync("rpc:multicall(nodes() -- [other@localhost], erlang, node, [])"));
        Assert.Equal("[]", await erl.EvaluateAsync("[N || N <- gen_server:call(global_name_server, get_known), N =:= hidden@localhost]"));
    }

    [Fact]
    [Trait("Scenario", "N7")]
    public async Task The_death_of_one_member_leaves_the_mesh_of_the_others_whole()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        cluster.Log.Allow(_ => true, "the loss of a member");
        Node[] nodes = [await cluster.StartMemberAsync("one"), await cluster.StartMemberAsync("two"), await cluster.StartMemberAsync("three")];
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        ErlangPeer victim = await cluster.StartErlangAsync("victim");
        var watchers = nodes.Select(node => new Listener(node)).ToArray();
        for (int index = 0; index < nodes.Length; index++)
        {
            nodes[index].MonitorNodes(watchers[index].Pid);
            Assert.True((await nodes[index].PingAsync("erl@localhost", TestTimeouts.Process)).IsPong);
        }

        await erl.EvaluateAsync("net_kernel:monitor_nodes(true), pong = net_adm:ping(victim@localhost)");
        foreach (Listener watcher in watchers)
        {
            string[] up = [.. await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => watcher.NextTextAsync()))];
            Assert.All(up, message => Assert.StartsWith("{nodeup,", message, StringComparison.Ordinal));
            Assert.Equal(4, up.Distinct().Count());
        }

        Assert.Equal("ok", await erl.EvaluateAsync("global:sync()"));
        await victim.KillAsync();

        foreach (Listener watcher in watchers)
        {
            Assert.Equal("{nodedown,victim@localhost}", await watcher.NextTextAsync());
        }

        Assert.Equal("{nodedown,victim@localhost}", await erl.EvaluateAsync("receive {nodedown, _} = D -> D end"));

        // Time enough for what peers tell each other of the loss to do harm, if it did.
        Assert.Equal("none", await erl.EvaluateAsync("receive {nodedown, _} = D2 -> D2 after 1500 -> none end"));
        Assert.All(nodes, node => Assert.Equal(3, node.Nodes().Count));
        foreach (Listener watcher in watchers)
        {
            await watcher.SyncAsync();
            Assert.Empty(watcher.Rest());
        }
    }
}
