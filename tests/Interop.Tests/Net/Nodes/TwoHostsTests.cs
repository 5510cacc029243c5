using Chan.Interop.Tests.Kit;
using Chan.TestKit;

namespace Chan.Interop.Tests.Net.Nodes;

[Trait("Scenario", "N11")]
public sealed class TwoHostsTests
{
    private const string Erl = $"erl@{TwoHosts.First}";
    private const string Net = $"net@{TwoHosts.Second}";

    // The hosts have all ports for themselves.
    private const string MapperPort = "4369";

    // Short enough for a test; both sides have the same.
    private const string TickTime = "8";

    [Fact]
    public async Task Two_hosts_meet_by_address_lose_each_other_with_the_cable_and_meet_again()
    {
        ErlangInstallation.Require("erl");
        await using TwoHosts hosts = await TwoHosts.StartAsync();
        await using NodeProcess net = await NodeProcess.StartAsync("TestNode", MixedCluster.CookieText, hosts.OnSecond, Net, TwoHosts.Second, MapperPort, TickTime);

        // Its port mapper too is one of ours, on its own host.
        await using NodeProcess other = await NodeProcess.StartAsync(
            "TestNode", MixedCluster.CookieText, hosts.OnFirst, $"other@{TwoHosts.First}", TwoHosts.First, MapperPort, TickTime);
        await using ErlangPeer erl = await StartErlangAsync(hosts);
        Assert.Equal($"{TwoHosts.Second}:", net.Address[..(TwoHosts.Second.Length + 1)]);

        await MeetAsync(net, erl);
        await TieAsync(erl);

        await hosts.UnplugAsync();
        await AssertToldOnceAsync(net);
        Assert.Equal(
            $"[{{nodedown,'{Net}',net_tick_timeout}},{{nodedown,'{Net}'}},noconnection,noconnection]",
            await erl.EvaluateAsync(
                "[receive {nodedown, N1, [{nodedown_reason, W}]} -> {nodedown, N1, W} end, receive {nodedown, N2} -> {nodedown, N2} end,"
                + "receive {'EXIT', Probe, E} -> E end, receive {'DOWN', Monitor, _, _, D} -> D end]"));

        await hosts.PlugInAsync();
        await ReconnectAsync(net, erl);
        Assert.Equal([], net.Rest());
        Assert.Equal("nothing", await erl.EvaluateAsync("receive Rest -> Rest after 0 -> nothing end"));
    }

    private static Task<ErlangPeer> StartErlangAsync(TwoHosts hosts) => ErlangPeer.StartAsync(new ErlangPeerOptions
    {
        NodeName = Erl,
        Cookie = MixedCluster.CookieText,
        Launcher = hosts.OnFirst,
        Arguments = ["-kernel", "net_ticktime", TickTime],
    });

    private static async Task MeetAsync(NodeProcess net, ErlangPeer erl)
    {
        Assert.Equal("pong", await net.DoAsync($"{{ping, '{Erl}'}}"));
        Assert.Equal("pong", await erl.EvaluateAsync($"net_adm:ping('{Net}')"));
        Assert.Equal("[erl,other]", await net.DoAsync($"{{names, '{TwoHosts.First}'}}"));
        Assert.Equal("{ok,[\"net\"]}", await erl.EvaluateAsync("case net_adm:names({192,0,2,2}) of {ok, Known} -> {ok, [N0 || {N0, _} <- Known]} end"));

        await erl.EvaluateAsync($"register(shell, self()), {{probe, '{Net}'}} ! {{echo, self(), hello}}, Probe = receive {{P, hello}} -> P end");
        Assert.Equal("ok", await net.DoAsync($"{{send, {{shell, '{Erl}'}}, back}}"));
        Assert.Equal($"{{nodeup,'{Erl}',[]}}", await net.NextMessageAsync());
        Assert.Equal($"{{back,'{Net}'}}", await erl.EvaluateAsync("{receive back -> back end, node(Probe)}"));
    }

    /// <summary>A link, a monitor, a node monitor and a subscription on either side.</summary>
    private static async Task TieAsync(ErlangPeer erl) => await erl.EvaluateAsync(
        "process_flag(trap_exit, true), Probe ! {tie, self()}, receive tied -> ok end, Monitor = monitor(process, Probe),"
        + $"monitor_node('{Net}', true), net_kernel:monitor_nodes(true, [nodedown_reason]),"
        + "Probe ! {echo, self(), tied}, receive {Probe, tied} -> ok end");

    private static async Task AssertToldOnceAsync(NodeProcess net)
    {
        string[] told = [await net.NextMessageAsync(), await net.NextMessageAsync(), await net.NextMessageAsync(), await net.NextMessageAsync()];
        Assert.Single(told[..2], message => message.StartsWith("{'EXIT',", StringComparison.Ordinal) && message.EndsWith(",noconnection}", StringComparison.Ordinal));
        Assert.Single(told[..2], message => message.StartsWith("{'DOWN',", StringComparison.Ordinal) && message.EndsWith(",noconnection}", StringComparison.Ordinal));
        Assert.Equal([$"{{nodedown,'{Erl}'}}", $"{{nodedown,'{Erl}',[{{nodedown_reason,net_tick_timeout}}]}}"], told[2..]);
        Assert.Equal("[]", await net.DoAsync("nodes"));
    }

    private static async Task ReconnectAsync(NodeProcess net, ErlangPeer erl)
    {
        // A host that was out of reach stays so for a while: the system remembers that nobody answered for its address.
        using var limit = new CancellationTokenSource(TestTimeouts.Process);
        while (await net.DoAsync($"{{ping, '{Erl}'}}") is var answer && answer != "pong")
        {
            Assert.False(limit.IsCancellationRequested, answer);
        }

        Assert.Equal($"{{nodeup,'{Erl}',[]}}", await net.NextMessageAsync());
        await erl.EvaluateAsync($"receive {{nodeup, '{Net}', _}} -> ok end, {{probe, '{Net}'}} ! {{echo, self(), again}}, receive {{Probe, again}} -> ok end");
    }
}
