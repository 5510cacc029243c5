using System.Net;
using System.Net.Sockets;
using Chan.Distribution.Net.Carriers;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;
using Cookie = Chan.Distribution.Net.Cookies.Cookie;

namespace Chan.Interop.Tests.Net.Nodes;

public sealed class PortMapperTests
{
    [Fact]
    [Trait("Scenario", "N9")]
    public async Task Real_nodes_use_the_port_mapper_that_this_program_serves()
    {
        int port = FreePort();
        await using Node node = await StartAsync("net", port, PortMapperUse.RunningOrOwn);
        await using Node second = await StartAsync("second", port, PortMapperUse.RunningOrOwn);
        await using ErlangPeer one = await ErlangPeer.StartAsync(ErlangOptions("one", port));
        await using ErlangPeer two = await ErlangPeer.StartAsync(ErlangOptions("two", port));

        Assert.Equal("pong", await one.EvaluateAsync("net_adm:ping(two@localhost)"));
        Assert.Equal("true", await one.EvaluateAsync("net_kernel:connect_node(net@localhost)"));
        Assert.True((await second.ConnectAsync("two@localhost")).IsConnected);
        Assert.Equal(["net", "one", "second", "two"], (await node.NamesAsync()).Select(name => name.Name).Order());
        Assert.Equal("[\"net\",\"one\",\"second\",\"two\"]", await two.EvaluateAsync("{ok, L} = net_adm:names(localhost), lists:sort([N || {N, _} <- L])"));
        await node.StopDistributionAsync();
        await second.StopDistributionAsync();
    }

    [Fact]
    [Trait("Scenario", "N9")]
    public async Task A_name_that_is_taken_and_a_port_mapper_that_is_down_are_told_apart()
    {
        await using EpmdProcess epmd = await EpmdProcess.StartAsync();
        await using ErlangPeer one = await ErlangPeer.StartAsync(ErlangOptions("one", epmd.Port));

        IOException taken = await Assert.ThrowsAsync<IOException>(() => StartAsync("one", epmd.Port, PortMapperUse.Running));
        Assert.Contains("one", taken.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => StartAsync("net", FreePort(), PortMapperUse.Running));

        await using Node node = await StartAsync("net", epmd.Port, PortMapperUse.Running);
        Assert.Equal(ConnectOutcome.NameNotFound, (await node.ConnectAsync("nobody@localhost")).Outcome);
        await using Node lost = await StartAsync("lost", FreePort(), PortMapperUse.None, options => options with { ListenPort = FreePort() });
        Assert.Equal(ConnectOutcome.PortMapperDown, (await lost.ConnectAsync("one@localhost")).Outcome);
        await node.StopDistributionAsync();
        await lost.StopDistributionAsync();
    }

    [Fact]
    [Trait("Scenario", "N9")]
    public async Task The_first_free_port_of_a_range_is_taken()
    {
        await using EpmdProcess epmd = await EpmdProcess.StartAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int first = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using ErlangPeer erl = await ErlangPeer.StartAsync(ErlangOptions("erl", epmd.Port));

        await using Node node = await StartAsync("net", epmd.Port, PortMapperUse.Running, options => options with { ListenPort = first, LastListenPort = Math.Min(first + 20, 65_535) });

        RegisteredNode self = Assert.Single(await node.NamesAsync(), name => name.Name == "net");
        Assert.InRange(self.Port, first + 1, first + 20);
        Assert.Equal("true", await erl.EvaluateAsync("net_kernel:connect_node(net@localhost)"));
        await node.StopDistributionAsync();
        IOException none = await Assert.ThrowsAsync<IOException>(() => StartAsync("net", epmd.Port, PortMapperUse.Running, options => options with { ListenPort = first }));
        Assert.Contains(first.ToString(System.Globalization.CultureInfo.InvariantCulture), none.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Scenario", "N9")]
    public async Task A_fixed_port_needs_no_port_mapper_on_either_side()
    {
        int port = FreePort();
        int theirs = FreePort();
        await using Node node = await StartAsync(
            "net", FreePort(), PortMapperUse.None, options => options with { FixedPort = port, PeerPorts = new Dictionary<string, int> { ["erl@localhost"] = theirs } });
        await using ErlangPeer erl = await ErlangPeer.StartAsync(
            ErlangOptions("erl", FreePort()) with { Arguments = ["-erl_epmd_port", theirs.ToString(System.Globalization.CultureInfo.InvariantCulture)] });

        ConnectResult result = await node.ConnectAsync("erl@localhost");

        Assert.True(result.IsConnected, result.ToString());
        Assert.Equal("[net@localhost]", await erl.EvaluateAsync("nodes()"));
        await node.StopDistributionAsync();

        // The other way round: a node that expects every peer at the port where this one listens.
        await using Node called = await StartAsync("called", FreePort(), PortMapperUse.None, options => options with { FixedPort = port });
        await using ErlangPeer caller = await ErlangPeer.StartAsync(
            ErlangOptions("caller", FreePort()) with
            {
                Arguments = ["-erl_epmd_port", port.ToString(System.Globalization.CultureInfo.InvariantCulture), "-dist_listen", "false"],
            });
        Assert.Equal("true", await caller.EvaluateAsync("net_kernel:connect_node(called@localhost)"));
        Assert.Equal([ErlTerm.Atom("caller@localhost")], called.Nodes(NodeKinds.Hidden));
        await called.StopDistributionAsync();
    }

    [Fact]
    [Trait("Scenario", "N1")]
    public async Task Nodes_at_an_address_of_IPv6_connect_from_either_side()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        int port = FreePort();
        Node started;
        try
        {
            started = await StartAsync("net", port, PortMapperUse.RunningOrOwn, options => options with { Name = "net@::1", Listen = IPAddress.IPv6Loopback });
        }
        catch (IOException fault) when (fault.InnerException is SocketException { SocketErrorCode: SocketError.AddressNotAvailable })
        {
            Assert.Skip($"This machine has no loopback address of IPv6: {fault.Message}");
            throw;
        }

        await using Node node = started;
        ErlangPeerOptions options = ErlangOptions("", port) with { Arguments = ["-proto_dist", "inet6_tcp"] };
        await using ErlangPeer one = await ErlangPeer.StartAsync(options with { NodeName = "one@::1" });
        await using ErlangPeer two = await ErlangPeer.StartAsync(options with { NodeName = "two@::1" });

        Assert.Equal("true", await one.EvaluateAsync("net_kernel:connect_node('net@::1')"));
        Assert.True((await node.ConnectAsync("two@::1")).IsConnected);
        Assert.Equal("['net@::1']", await two.EvaluateAsync("nodes(connected) -- ['one@::1']"));
        await node.StopDistributionAsync();
    }

    private static async Task<Node> StartAsync(string name, int port, PortMapperUse use, Func<NodeOptions, NodeOptions>? vary = null)
    {
        var options = new NodeOptions
        {
            Name = $"{name}@localhost",
            Cookie = Cookie.FromString(MixedCluster.CookieText),
            PortMapper = use,
            PortMapperPort = port,
        };
        var node = new Node();
        try
        {
            await node.StartDistributionAsync(vary?.Invoke(options) ?? options);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    private static ErlangPeerOptions ErlangOptions(string name, int port)
        => new() { NodeName = $"{name}@localhost", Cookie = MixedCluster.CookieText, EpmdPort = port };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
