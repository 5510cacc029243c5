using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Kit;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Net.Nodes;

public sealed class ConnectTests
{
    private static readonly ErlAtom Erl = ErlTerm.Atom("erl@localhost");
    private static readonly ErlAtom NetAtom = ErlTerm.Atom("net@localhost");

    [Fact]
    [Trait("Scenario", "N2")]
    public async Task Both_sides_ping_each_other_and_see_each_other()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");

        PingResult ping = await node.PingAsync("erl@localhost", TestTimeouts.Process);
        Assert.True(ping.IsPong, ping.ToString());
        Assert.Equal([Erl], node.Nodes());
        Assert.Equal("[net@localhost]", await erl.EvaluateAsync("nodes()"));
        Assert.Equal("pong", await erl.EvaluateAsync("net_adm:ping(net@localhost)"));
        Assert.NotNull(node.GetConnectionStatistics(Erl)!.RoundTrip);
    }

    [Fact]
    [Trait("Scenario", "N2")]
    public async Task Erlang_dials_this_node_and_finds_it_through_the_port_mapper()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");

        Assert.Equal("pong", await erl.EvaluateAsync("net_adm:ping(net@localhost)"));
        Assert.Equal([Erl], node.Nodes());
        Assert.Equal("pang", await erl.EvaluateAsync("net_adm:ping(nobody@localhost)"));
        Assert.Contains("net", await erl.EvaluateAsync("{ok, L} = net_adm:names(localhost), [N || {N, _} <- lists:sort(L)]"), StringComparison.Ordinal);
        Assert.Equal(["erl", "net"], (await node.NamesAsync("localhost")).Select(name => name.Name).Order());
        Assert.Equal(["erl", "net"], (await node.NamesAsync("127.0.0.1")).Select(name => name.Name).Order());
    }

    [Fact]
    [Trait("Scenario", "N2")]
    public async Task A_pang_says_why()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net", options => options with { PeerPorts = new Dictionary<string, int> { ["refused@localhost"] = 1 } });

        Assert.Equal(ConnectOutcome.NameNotFound, (await node.PingAsync("nobody@localhost")).Connect.Outcome);
        Assert.Equal(ConnectOutcome.HostNotFound, (await node.PingAsync("nobody@no-such-host-anywhere")).Connect.Outcome);
        Assert.Equal(ConnectOutcome.InvalidName, (await node.PingAsync("nobody@host.domain.example")).Connect.Outcome);
        Assert.Equal(ConnectOutcome.InvalidName, (await node.PingAsync("nonsense")).Connect.Outcome);
        Assert.Equal(ConnectOutcome.Refused, (await node.PingAsync("refused@localhost")).Connect.Outcome);
    }

    [Fact]
    public async Task Messages_go_both_ways()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        var listener = new Listener(node, "listener");

        await erl.EvaluateAsync("register(echo, spawn(fun F() -> receive {From, M} -> From ! {echo, M}, F() end end))");
        await listener.DoAsync(self => self.Send(ErlTerm.Tuple(ErlTerm.Atom("echo"), Erl), ErlTerm.Tuple(self.Self, ErlTerm.Parse("{[1,2.5,\"text\"],<<\"bin\">>,#{a => b}}"))));
        Assert.Equal("{echo,{[1,2.5,\"text\"],<<\"bin\">>,#{a => b}}}", await listener.NextTextAsync());
        await erl.EvaluateAsync("{listener, net@localhost} ! {hello, from, erl}");
        Assert.Equal("{hello,from,erl}", await listener.NextTextAsync());
    }

    [Fact]
    [Trait("Scenario", "N4")]
    public async Task A_hidden_node_is_connected_and_not_listed()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net", options => options with { Visibility = NodeVisibility.Hidden });
        ErlangPeer erl = await cluster.StartErlangAsync("erl");

        Assert.True((await node.PingAsync("erl@localhost", TestTimeouts.Process)).IsPong);
        Assert.Equal("{[],[net@localhost]}", await erl.EvaluateAsync("{nodes(), nodes(hidden)}"));
        Assert.Empty(node.Nodes());
        Assert.Equal([Erl], node.Nodes(NodeKinds.Hidden));
        Assert.Equal([NetAtom, Erl], node.Nodes(NodeKinds.This | NodeKinds.Connected));
    }

    [Fact]
    [Trait("Scenario", "N5")]
    public async Task A_wrong_cookie_is_refused_and_logged_on_both_sides_and_one_for_the_peer_lets_in()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net", options => options with { Cookie = Cookie.FromString("quite-another-cookie-than-theirs") });
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        cluster.Log.Allow(entry => entry.EventId.Id == 1107, "the cookies differ");

        ConnectResult dialled = await node.ConnectAsync("erl@localhost");
        Assert.Equal(ConnectOutcome.WrongCookie, dialled.Outcome);
        await erl.WaitForLineAsync(line => line.Contains("Invalid challenge reply", StringComparison.Ordinal));
        Assert.Equal("pang", await erl.EvaluateAsync("net_adm:ping(net@localhost)"));
        TestLogEntry logged = await cluster.Log.WaitForAsync(1107);
        Assert.DoesNotContain("cookie-of", logged.Message, StringComparison.Ordinal);
        Assert.Empty(node.Nodes(NodeKinds.Connected));

        node.SetCookie(Erl, Cookie.FromString(MixedCluster.CookieText));
        Assert.True((await node.PingAsync("erl@localhost", TestTimeouts.Process)).IsPong);
    }
}
