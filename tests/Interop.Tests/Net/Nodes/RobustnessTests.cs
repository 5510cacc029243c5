using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Kit;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Net.Nodes;

[CollectionDefinition(nameof(RobustnessTests), DisableParallelization = true)]
[Collection(nameof(RobustnessTests))]
public sealed class RobustnessTests
{
    private static readonly ErlAtom Erl = ErlTerm.Atom("erl@localhost");

    [Theory]
    [Trait("Scenario", "N8")]
    [InlineData("aaa", "the peer's name is the greater one")]
    [InlineData("zzz", "this node's name is the greater one")]
    public async Task Both_sides_dial_at_the_same_moment_and_one_connection_comes_of_it(string name, string why)
    {
        Assert.NotNull(why);
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync(name);
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        var watcher = new Listener(node);
        node.MonitorNodes(watcher.Pid);

        for (int round = 0; round < 100; round++)
        {
            Task<string> theirs = erl.EvaluateAsync($"net_kernel:connect_node({name}@localhost)");
            Task<ConnectResult> ours = node.ConnectAsync("erl@localhost");

            ConnectResult result = await ours.WaitAsync(TestTimeouts.Long);
            Assert.True(result.IsConnected, $"{round}: {result}");
            Assert.Equal("true", await theirs);
            Assert.Equal("{nodeup,erl@localhost}", await watcher.NextTextAsync());
            Assert.True(await node.DisconnectAsync(Erl).WaitAsync(TestTimeouts.Long));
            Assert.Equal("{nodedown,erl@localhost}", await watcher.NextTextAsync());
            Assert.Equal("ok", await erl.EvaluateAsync($"(fun F() -> case nodes() of [] -> ok; _ -> timer:sleep(1), F() end end)()"));
        }
    }

    [Fact]
    [Trait("Scenario", "N8")]
    public async Task A_thousand_connections_leave_nothing_behind()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();

        // Without the log of the test, which keeps what it is told.
        Node node = await cluster.StartNodeAsync("net", options => options with { Runtime = new NodeRuntimeOptions() });
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await CycleAsync(node, 200);
        int processes = node.ProcessCount;
        int sockets = Sockets();
        long memory = GC.GetTotalMemory(forceFullCollection: true);

        await CycleAsync(node, 1000);

        Assert.Equal(processes, node.ProcessCount);
        Assert.InRange(Sockets(), 0, sockets + 4);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true), 0, memory + (256 * 1024));
        Assert.Equal("pong", await erl.EvaluateAsync("net_adm:ping(net@localhost)"));
    }

    [Fact]
    public async Task A_node_without_a_name_gets_one_and_the_same_again()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net");
        await using ErlangPeer erl = await ErlangPeer.StartAsync(
            new ErlangPeerOptions { Cookie = MixedCluster.CookieText, EpmdPort = cluster.EpmdPort, Arguments = ["-sname", "undefined"] });

        Assert.Equal("true", await erl.EvaluateAsync("net_kernel:connect_node(net@localhost)"));

        string name = await erl.EvaluateAsync("node()");
        ErlAtom given = Assert.Single(node.Nodes(NodeKinds.Hidden));
        Assert.Equal(name.Trim('\''), given.Name);
        var echo = new Listener(node, "echo");
        await erl.EvaluateAsync("{echo, net@localhost} ! self()");
        var pid = (ErlPid)await echo.NextAsync();
        node.Send(pid, ErlTerm.Atom("back"));
        Assert.Equal("back", await erl.EvaluateAsync("receive M -> M end"));
        await erl.KillAsync();
    }

    [Fact]
    [Trait("Scenario", "N6")]
    public async Task The_tick_time_changes_at_run_time()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl", "-kernel", "net_ticktime", "12");
        Assert.True((await node.PingAsync("erl@localhost", TestTimeouts.Process)).IsPong);

        // Without it the peer would hear of this node once in 15 seconds: too seldom. The shorter time counts for peers when the transition is
        // over; what this node sends comes often enough at once.
        Assert.Equal(NetTickChange.Initiated, node.SetNetTickTime(TimeSpan.FromSeconds(12)));

        await erl.EvaluateAsync("monitor_node(net@localhost, true)");
        Assert.Equal("kept", await erl.EvaluateAsync("receive {nodedown, _} = D -> D after 17000 -> kept end"));
        ConnectionStatistics statistics = node.GetConnectionStatistics(Erl)!;
        Assert.InRange(statistics.PacketsIn, 3, 1000);
        Assert.InRange(statistics.PacketsOut, 3, 1000);
    }

    private static async Task CycleAsync(Node node, int count)
    {
        for (int round = 0; round < count; round++)
        {
            PingResult ping = await node.PingAsync("erl@localhost", TestTimeouts.Process).WaitAsync(TestTimeouts.Long);
            Assert.True(ping.IsPong, $"{round}: {ping}");
            Assert.True(await node.DisconnectAsync(Erl).WaitAsync(TestTimeouts.Long));
        }
    }

    // Only Linux shows them by a file; elsewhere the memory and the processes are what is compared.
    private static int Sockets()
        => OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Count(IsSocket) : 0;

    private static bool IsSocket(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, false)?.Name.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (FileNotFoundException)
        {
            // Closed since it was listed.
            return false;
        }
    }
}
