using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.TestKit;
using Chan.Terms;

namespace Chan.Distribution.Tests.Net.Nodes;

public sealed class ConnectionTests
{
    [Fact]
    [Trait("Scenario", "N3")]
    public async Task Two_nodes_connect_and_see_each_other()
    {
        await using var cluster = new MemoryCluster();
        Node a = await cluster.StartAsync("a");
        Node b = await cluster.StartAsync("b");

        ConnectResult result = await a.ConnectAsync("b@memory").WaitAsync(TestTimeouts.Long);

        Assert.True(result.IsConnected, result.ToString());
        Assert.Equal([MemoryCluster.Name("b")], a.Nodes());
        await Eventually(() => b.Nodes().Count == 1);
        Assert.Equal([MemoryCluster.Name("a")], b.Nodes());
    }

    [Fact]
    public async Task A_message_to_a_node_that_is_not_connected_connects_and_arrives()
    {
        await using var cluster = new MemoryCluster();
        Node a = await cluster.StartAsync("a");
        Node b = await cluster.StartAsync("b");
        var echo = new Listener(b, "echo");

        a.Send(ErlTerm.Parse("{echo, b@memory}"), ErlTerm.Atom("hello"));

        Assert.Equal("hello", await echo.NextTextAsync());
    }

    private static async Task Eventually(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Yield();
        }
    }
}
