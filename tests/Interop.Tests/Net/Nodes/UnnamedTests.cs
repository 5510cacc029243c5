using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Net.Nodes;

/// <summary>A node of ours without a name at a node of Erlang that gives it one.</summary>
[Trait("Scenario", "N12")]
public sealed class UnnamedTests
{
    [Fact]
    public async Task Erlang_names_a_node_of_ours_which_talks_under_that_name_until_the_connection_ends()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        ErlangPeer other = await cluster.StartErlangAsync("other");
        Node node = await cluster.StartMemberAsync(NodeOptions.UndefinedName);
        Assert.False(node.IsAliveNode);
        Assert.Empty(node.ListenAddresses);

        Assert.True((await node.PingAsync("erl@localhost").WaitAsync(TestTimeouts.Process)).IsPong);

        ErlAtom name = node.Name;
        Assert.Matches("^[0-9A-Z]+@localhost$", name.Name);
        Assert.Equal($"[{name}]", await erl.EvaluateAsync("nodes(hidden)"));
        Assert.Equal($"{name}", await erl.EvaluateAsync("rpc:call(hd(nodes(hidden)), erlang, node, [])"));
        Assert.True((await node.PingAsync("other@localhost").WaitAsync(TestTimeouts.Process)).IsPong);
        Assert.Equal($"{{[],[{name}]}}", await other.EvaluateAsync("net_kernel:monitor_nodes(true, [{node_type, hidden}]), {nodes(), nodes(hidden)}"));

        Assert.Equal("true", await erl.EvaluateAsync($"erlang:disconnect_node({name})"));
        Assert.Equal($"{name}", await other.EvaluateAsync("receive {nodedown, Gone, _} -> Gone end"));
        await cluster.Log.WaitForAsync(2116);
        Assert.False(node.IsAliveNode);

        // The same node gives the same name again, to a new incarnation.
        Assert.True((await node.PingAsync("erl@localhost").WaitAsync(TestTimeouts.Process)).IsPong);
        Assert.Equal(name, node.Name);
    }
}
