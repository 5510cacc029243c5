using Chan.Distribution.Cluster;
using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.Interop.Tests.Net.Nodes;
using Chan.TestKit;

namespace Chan.Interop.Tests.Cli;

/// <summary>The command against real Erlang nodes.</summary>
public sealed class NodeCommandTests
{
    [Fact]
    [Trait("Scenario", "N2")]
    public async Task An_erlang_node_is_pinged_called_and_sent_to()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        Task<ChanProcess> Chan(params string[] arguments) => ChanProcess.RunAsync(cluster.EpmdPort, arguments);

        Assert.Matches("^erl@localhost answers at 127.0.0.1:[0-9]+, connected in [0-9.]+ ms\nround trip", (await Chan("node", "ping", "erl@localhost")).Output);
        Assert.Matches("^{\"erl\",[0-9]+}\n$", (await Chan("epmd", "names")).Output);
        Assert.Equal("[1,2,3,4,5]\n", (await Chan("node", "rpc", "erl@localhost", "lists", "seq", "[1,5]")).Output);
        Assert.Equal(new ChanProcess(0, "ok\n", "hi 1\n"), await Chan("node", "rpc", "erl@localhost", "io", "format", "[\"hi ~p~n\", [1]]"));
        ChanProcess wrong = await Chan("node", "rpc", "erl@localhost", "lists", "seq", "[a,b]");
        Assert.Equal((1, ""), (wrong.Code, wrong.Output));
        Assert.StartsWith("chan: lists:seq/2 at erl@localhost failed: function_clause\n  in lists:seq/2 (lists.erl, line ", wrong.Error, StringComparison.Ordinal);
        ChanProcess halted = await Chan("node", "rpc", "erl@localhost", "lists", "nosuch", "[1]");
        Assert.StartsWith("chan: erl@localhost has no function lists:nosuch/1", halted.Error, StringComparison.Ordinal);

        await erl.EvaluateAsync("register(box, self())");
        Assert.Equal(new ChanProcess(0, "", ""), await Chan("node", "send", "erl@localhost", "box", "{hello, \"you\"}"));
        Assert.Equal("{hello,\"you\"}", await erl.EvaluateAsync("receive M -> M end"));
        Assert.Equal(1, (await Chan("node", "send", "erl@localhost", "nobody", "hello")).Code);
        Assert.Equal("[]", await erl.EvaluateAsync("nodes()"));
    }

    [Fact]
    [Trait("Scenario", "N3")]
    public async Task A_cluster_of_erlang_and_net_nodes_is_mapped()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await cluster.StartErlangAsync("far", "-hidden");
        await using Node node = await Node.StartAsync(cluster.Options("net"));
        Assert.Equal("{pong,pong}", await erl.EvaluateAsync("{net_adm:ping(net@localhost), net_adm:ping(far@localhost)}"));

        ChanProcess map = await ChanProcess.RunAsync(cluster.EpmdPort, "node", "map", "erl@localhost");

        Assert.Equal((0, ""), (map.Code, map.Error));
        Assert.Matches(
            "^node +round trip +sees +hidden\nerl@localhost +[0-9.]+ ms +net@localhost +far@localhost\nnet@localhost +[0-9.]+ ms +erl@localhost +-\n$",
            map.Output);
    }

    [Fact]
    [Trait("Scenario", "N5")]
    public async Task Another_cookie_is_refused_and_the_erlang_node_says_so_too()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        ErlangPeer erl = await cluster.StartErlangAsync("erl");

        ChanProcess run = await ChanProcess.RunAsync(
            cluster.EpmdPort, "node", "ping", "erl@localhost", "--cookie", "quite-another-cookie-than-theirs");

        Assert.Equal(3, run.Code);
        Assert.Contains("  ok      handshake: names and versions\n  FAILED  cookie: the one of --cookie\n", run.Error, StringComparison.Ordinal);
        await erl.WaitForLineAsync(line => line.Contains("Invalid challenge reply", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Scenario", "N2")]
    public async Task A_node_that_is_gone_is_told_with_those_that_are_there()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        await cluster.StartErlangAsync("erl");

        ChanProcess run = await ChanProcess.RunAsync(cluster.EpmdPort, "node", "ping", "gone@localhost");

        Assert.Equal(4, run.Code);
        Assert.EndsWith("  FAILED  node: registration of gone\n  hint: registered there: erl.\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Scenario", "N10")]
    public async Task A_cluster_that_speaks_tls_is_reached_with_a_certificate_and_named_as_the_cause_without()
    {
        using var authority = new TestAuthority();
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        await cluster.StartErlangAsync("erl", authority.Arguments("erl", "localhost", ""));
        (string certificate, string key) = authority.Issue("tool", "localhost");

        ChanProcess reached = await ChanProcess.RunAsync(
            cluster.EpmdPort, "node", "rpc", "erl@localhost", "erlang", "node", "--tls-cert", certificate, "--tls-key", key, "--tls-ca", authority.AuthorityFile);
        ChanProcess refused = await ChanProcess.RunAsync(cluster.EpmdPort, "node", "ping", "erl@localhost");

        Assert.Equal(new ChanProcess(0, "erl@localhost\n", ""), reached);
        Assert.Equal(4, refused.Code);
        Assert.Contains("or the cluster speaks TLS (--tls-cert, --tls-key, --tls-ca).", refused.Error, StringComparison.Ordinal);
    }
}
