using System.Diagnostics;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Kit;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Net.Nodes;

public sealed class LossTests
{
    private static readonly ErlAtom Erl = ErlTerm.Atom("erl@localhost");

    [Fact]
    [Trait("Scenario", "N7")]
    public async Task A_killed_peer_gives_each_link_monitor_and_node_monitor_its_signal_exactly_once()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        var watcher = new Listener(node, "watcher");
        await TieAsync(node, erl, watcher);

        await erl.KillAsync();

        await AssertToldOnceAsync(node, watcher, "connection_closed");
    }

    /// <summary>Not how soon: that is proved with a clock. The time is long enough that a busy machine does not take the idle peer for a silent one.</summary>
    [Fact]
    [Trait("Scenario", "N6")]
    [Trait("Scenario", "N7")]
    public async Task A_stopped_peer_is_given_up_after_the_tick_time_and_an_idle_one_is_kept()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net", options => options with { NetTickTime = TimeSpan.FromSeconds(12) });
        ErlangPeer erl = await cluster.StartErlangAsync("erl", "-kernel", "net_ticktime", "12");
        ErlangPeer idle = await cluster.StartErlangAsync("idle", "-kernel", "net_ticktime", "12");
        cluster.Log.Allow(_ => true, "the loss of the peer");
        var watcher = new Listener(node, "watcher");
        Assert.True((await node.ConnectAsync("idle@localhost")).IsConnected);
        await TieAsync(node, erl, watcher);

        Signal(erl, "STOP");
        await AssertToldOnceAsync(node, watcher, "net_tick_timeout");

        Assert.Equal([ErlTerm.Atom("idle@localhost")], node.Nodes());
        Assert.Equal("[net@localhost]", await idle.EvaluateAsync("nodes()"));
        Signal(erl, "CONT");
    }

    [Fact]
    [Trait("Scenario", "N6")]
    public async Task A_silent_node_of_ours_is_given_up_by_the_peer()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net", options => options with { NetTickTime = TimeSpan.FromHours(1) });
        ErlangPeer erl = await cluster.StartErlangAsync("erl", "-kernel", "net_ticktime", "4");
        cluster.Log.Allow(_ => true, "the loss of the peer");
        await erl.EvaluateAsync("net_kernel:monitor_nodes(true, [nodedown_reason])");

        Assert.True((await node.ConnectAsync("erl@localhost")).IsConnected);

        Assert.Equal(
            "{nodedown,net@localhost,[{nodedown_reason,net_tick_timeout}]}",
            await erl.EvaluateAsync("receive {nodeup, net@localhost, _} -> ok end, receive {nodedown, _, _} = D -> D end"));
    }

    [Fact]
    [Trait("Scenario", "N8")]
    public async Task Either_side_disconnects_and_the_next_use_connects_again()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        var watcher = new Listener(node, "watcher");
        await TieAsync(node, erl, watcher);

        Assert.Equal("true", await erl.EvaluateAsync("erlang:disconnect_node(net@localhost)"));
        await AssertToldOnceAsync(node, watcher, "connection_closed");

        await erl.EvaluateAsync("{watcher, net@localhost} ! again");
        Assert.Equal("{nodeup,erl@localhost,[]}", await watcher.NextTextAsync());
        Assert.Equal("again", await watcher.NextTextAsync());
        await erl.EvaluateAsync("net_kernel:monitor_nodes(true), monitor_node(net@localhost, true)");
        Assert.True(await node.DisconnectAsync(Erl).WaitAsync(TestTimeouts.Long));
        Assert.Equal("[{nodedown,net@localhost},{nodedown,net@localhost}]", await erl.EvaluateAsync("[receive M -> M end || _ <- [1, 2]]"));

        await watcher.DoAsync(self => self.Send(ErlTerm.Parse("{nobody, erl@localhost}"), Atoms.Ok));

        // The next message at all: there was no third nodedown.
        Assert.Equal("{nodeup,net@localhost}", await erl.EvaluateAsync("receive M3 -> M3 end"));
    }

    [Fact]
    [Trait("Scenario", "N7")]
    public async Task Stopping_a_node_of_ours_is_a_nodedown_there_and_starting_it_again_a_nodeup()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        var keeper = new Listener(node, "keeper");
        await erl.EvaluateAsync("net_kernel:monitor_nodes(true), pong = net_adm:ping(net@localhost), {keeper, net@localhost} ! {self(), monitored}");
        await keeper.NextAsync();
        await erl.EvaluateAsync("R = monitor(process, {keeper, net@localhost}), receive {nodeup, N} -> N end");

        await node.StopDistributionAsync().WaitAsync(TestTimeouts.Long);

        Assert.False(node.IsAliveNode);
        Assert.Equal("{noconnection,net@localhost}", await erl.EvaluateAsync("{receive {'DOWN', R, _, _, W} -> W end, receive {nodedown, N2} -> N2 end}"));
        Assert.Equal(ConnectOutcome.NotAlive, (await node.ConnectAsync("erl@localhost")).Outcome);

        await node.StartDistributionAsync(cluster.Options("net"));
        Assert.Equal("pong", await erl.EvaluateAsync("net_adm:ping(net@localhost)"));
        await erl.EvaluateAsync("{keeper, net@localhost} ! still_there");
        Assert.Equal("still_there", await keeper.NextTextAsync());
    }

    /// <summary>One link, one monitor, two node monitors and one subscription to the peer.</summary>
    private static async Task TieAsync(Node node, ErlangPeer erl, Listener watcher)
    {
        await erl.EvaluateAsync("register(target, spawn(fun() -> receive {From, hello} -> From ! {pid, self()} end, receive never -> ok end end))");
        await watcher.DoAsync(self => self.Send(ErlTerm.Tuple(ErlTerm.Atom("target"), Erl), ErlTerm.Tuple(self.Self, ErlTerm.Atom("hello"))));
        var target = (ErlPid)((ErlTuple)await watcher.NextAsync())[1];
        await watcher.DoAsync(self =>
        {
            self.Link(target);
            self.Monitor(target);
            self.MonitorNode(Erl, true);
            self.MonitorNode(Erl, true);
        });
        node.MonitorNodes(watcher.Pid, new NodeMonitorOptions { Form = NodeMonitorForm.List, ReportReason = true });

        // What is answered here has followed the link and the monitor.
        await watcher.DoAsync(self => self.Monitor(ErlTerm.Parse("{no_such_name, erl@localhost}")));
        Assert.EndsWith(",noproc}", await watcher.NextTextAsync(), StringComparison.Ordinal);
    }

    private static async Task AssertToldOnceAsync(Node node, Listener watcher, string reason)
    {
        string[] told = new string[5];
        for (int index = 0; index < told.Length; index++)
        {
            told[index] = await watcher.NextTextAsync();
        }

        Assert.Single(told[..2], message => message.StartsWith("{'EXIT',", StringComparison.Ordinal) && message.EndsWith(",noconnection}", StringComparison.Ordinal));
        Assert.Single(told[..2], message => message.StartsWith("{'DOWN',", StringComparison.Ordinal) && message.EndsWith(",noconnection}", StringComparison.Ordinal));
        Assert.Equal(["{nodedown,erl@localhost}", "{nodedown,erl@localhost}", $"{{nodedown,erl@localhost,[{{nodedown_reason,{reason}}}]}}"], told[2..]);
        await watcher.SyncAsync();
        Assert.Empty(watcher.Rest());
        Assert.DoesNotContain(Erl, node.Nodes());
    }

    private static void Signal(ErlangPeer peer, string signal)
    {
        using Process kill = Process.Start("kill", ["-" + signal, peer.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        Assert.True(kill.WaitForExit(TestTimeouts.Process));
    }
}
