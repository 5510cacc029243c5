using System.Net;
using System.Net.Sockets;
using Chan.Distribution.Net.Names;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Nodes;

/// <summary>Nodes whose hosts have addresses of IPv6 only, over real sockets.</summary>
[Trait("Scenario", "N1")]
public sealed class Ipv6Tests
{
    [Theory]
    [InlineData("::1")]
    [InlineData(null)]
    public async Task Nodes_at_an_address_of_IPv6_listen_there_find_each_other_and_talk(string? address)
    {
        RequireIPv6();
        IPAddress? listen = address is null ? null : IPAddress.Parse(address);
        (Node first, int mapper) = await StartFirstAsync("a@::1", listen);
        await using Node a = first;
        await using Node b = await StartAsync("b@::1", mapper, listen);
        var target = new Listener(b, "target");

        ConnectResult result = await a.ConnectAsync("b@::1").WaitAsync(TestTimeouts.Long);

        Assert.True(result.IsConnected, result.ToString());
        Assert.StartsWith("[::1]:", Assert.Single(b.ListenAddresses), StringComparison.Ordinal);
        Assert.StartsWith("[::1]:", a.GetConnectionStatistics(b.Name)?.Remote, StringComparison.Ordinal);
        a.Send(ErlTerm.Tuple(ErlTerm.Atom("target"), b.Name), ErlTerm.Atom("hello"));
        Assert.Equal("hello", await target.NextTextAsync());
        Assert.Equal(["a", "b"], (await a.NamesAsync("::1").WaitAsync(TestTimeouts.Long)).Select(name => name.Name).Order());
        await a.StopDistributionAsync();
        await b.StopDistributionAsync();
    }

    private static void RequireIPv6()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        try
        {
            _ = FreePort();
        }
        catch (SocketException fault)
        {
            Assert.Skip($"This machine has no loopback address of IPv6: {fault.Message}");
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.IPv6Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>The first node serves as the port mapper, at a port that nobody else took between the choice and the start.</summary>
    private static async Task<(Node Node, int Mapper)> StartFirstAsync(string name, IPAddress? listen)
    {
        for (int attempt = 0; ; attempt++)
        {
            int mapper = FreePort();
            try
            {
                return (await StartAsync(name, mapper, listen), mapper);
            }
            catch (IOException) when (attempt < 4)
            {
            }
        }
    }

    private static async Task<Node> StartAsync(string name, int mapper, IPAddress? listen)
    {
        var node = new Node();
        try
        {
            await node.StartDistributionAsync(
                new NodeOptions { Name = name, Cookie = MemoryCluster.Cookie, Listen = listen, PortMapperPort = mapper, NameForm = NodeNameForm.Long });
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }
}
