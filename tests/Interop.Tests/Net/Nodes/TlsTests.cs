using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Kit;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Net.Nodes;

public sealed class TlsTests
{
    [Theory]
    [Trait("Scenario", "N10")]
    [InlineData("")]
    [InlineData(",{versions,['tlsv1.3']}")]
    public async Task Both_sides_dial_with_mutual_certificates_and_large_messages_pass(string versions)
    {
        using var authority = new TestAuthority();
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartNodeAsync("net", options => options with { Tls = authority.Options("net", "localhost") });
        ErlangPeer erl = await cluster.StartErlangAsync("erl", authority.Arguments("erl", "localhost", versions));
        ErlangPeer other = await cluster.StartErlangAsync("other", authority.Arguments("other", "localhost", versions));

        PingResult ping = await node.PingAsync("erl@localhost", TestTimeouts.Process);
        Assert.True(ping.IsPong, ping.ToString());
        Assert.Equal("pong", await other.EvaluateAsync("net_adm:ping(net@localhost)"));
        Assert.Equal(["erl@localhost", "other@localhost"], node.Nodes().Select(name => name.Name).Order());

        var listener = new Listener(node, "listener");
        await erl.EvaluateAsync("{listener, net@localhost} ! binary:copy(<<\"0123456789\">>, 300000)");
        Assert.Equal(3_000_000, ((ErlBinary)await listener.NextAsync()).Count);
        await other.EvaluateAsync("register(sink, spawn(fun F() -> receive {P, B} -> P ! byte_size(B), F() end end))");
        await listener.DoAsync(self => self.Send(ErlTerm.Parse("{sink, other@localhost}"), ErlTerm.Tuple(self.Self, ErlTerm.Binary(new byte[3_000_000]))));
        Assert.Equal("3000000", await listener.NextTextAsync());
    }

    [Fact]
    [Trait("Scenario", "N10")]
    public async Task A_certificate_of_another_authority_or_host_is_refused_by_both_sides()
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority("stranger");
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        cluster.Log.Allow(_ => true, "refusals");
        Node node = await cluster.StartNodeAsync("net", options => options with { Tls = authority.Options("net", "localhost") });
        Node foreign = await cluster.StartNodeAsync("foreign", options => options with { Tls = stranger.Options("foreign", "localhost") });
        ErlangPeer erl = await cluster.StartErlangAsync("erl", stranger.Arguments("erl", "localhost", ""));
        ErlangPeer wrongHost = await cluster.StartErlangAsync("elsewhere", authority.Arguments("elsewhere", "another-host", ""));
        Node plain = await cluster.StartNodeAsync("plain");

        Assert.Equal(ConnectOutcome.Tls, (await node.ConnectAsync("erl@localhost")).Outcome);
        Assert.Equal("pang", await erl.EvaluateAsync("net_adm:ping(net@localhost)"));
        Assert.Equal(ConnectOutcome.Tls, (await node.ConnectAsync("foreign@localhost")).Outcome);
        Assert.Equal(ConnectOutcome.Tls, (await node.ConnectAsync("elsewhere@localhost")).Outcome);
        Assert.Equal("[]", await wrongHost.EvaluateAsync("nodes(connected)"));
        ConnectResult unprotected = await plain.ConnectAsync("net@localhost");
        Assert.False(unprotected.IsConnected);
        Assert.Empty(node.Nodes(NodeKinds.Connected));
        Assert.Empty(foreign.Nodes(NodeKinds.Connected));
    }
}
