using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Chan.Distribution.Net.Epmd;
using Chan.TestKit;

namespace Chan.Interop.Tests.Net.Epmd;

/// <summary>Real nodes, and Erlang's own tools, with our epmd as the only one.</summary>
[Trait("Scenario", "N9")]
public sealed class ErlangAtOurEpmdTests : IAsyncLifetime
{
    private readonly TestLog _log = new();
    private readonly List<ErlangPeer> _peers = [];
    private EpmdServer _epmd = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _epmd = Serve(0);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ErlangPeer peer in _peers)
        {
            await peer.DisposeAsync();
        }

        await _epmd.DisposeAsync();
        _log.Dispose();
    }

    [Fact]
    public async Task Two_nodes_find_each_other_through_it()
    {
        ErlangPeer a = await StartAsync("a@localhost");
        ErlangPeer b = await StartAsync("b@localhost");

        Assert.Equal("pong", await a.EvaluateAsync("net_adm:ping('b@localhost')", Cancellation));
        Assert.Equal("[a@localhost]", await b.EvaluateAsync("nodes()", Cancellation));
        Assert.Equal("pang", await a.EvaluateAsync("net_adm:ping('c@localhost')", Cancellation));
    }

    [Fact]
    public async Task Erlang_lists_the_names_with_the_ports_that_we_know()
    {
        ErlangPeer a = await StartAsync("a@localhost");
        await StartAsync("b@localhost");

        int PortOf(string name) => _epmd.Names.Single(entry => entry.Name == name).Port;
        string expected = $$"""{ok,[{"a",{{PortOf("a")}}},{"b",{{PortOf("b")}}}]}""";
        const string Sorted = "case net_adm:names({0}) of {{ok, L}} -> {{ok, lists:sort(L)}}; E -> E end";
        Assert.Equal(expected, await a.EvaluateAsync(string.Format(CultureInfo.InvariantCulture, Sorted, ""), Cancellation));
        Assert.Equal(expected, await a.EvaluateAsync(string.Format(CultureInfo.InvariantCulture, Sorted, "{127,0,0,1}"), Cancellation));
        Assert.Equal($"{{port,{PortOf("b")},6}}", await a.EvaluateAsync("erl_epmd:port_please(\"b\", \"localhost\")", Cancellation));
        Assert.Equal("noport", await a.EvaluateAsync("erl_epmd:port_please(\"c\", \"localhost\")", Cancellation));
        Assert.Equal("[a@localhost,b@localhost]", await a.EvaluateAsync("lists:sort(net_adm:world_list([localhost]))", Cancellation));
    }

    [Fact]
    public async Task The_creation_of_a_node_is_the_one_that_we_gave()
    {
        ErlangPeer a = await StartAsync("a@localhost");
        uint first = uint.Parse(await a.EvaluateAsync("erts_internal:get_creation()", Cancellation), CultureInfo.InvariantCulture);
        await a.KillAsync();
        await _log.WaitForAsync(entry => entry.EventId.Id == 2193, Cancellation);
        ErlangPeer again = await StartAsync("a@localhost");
        uint second = uint.Parse(await again.EvaluateAsync("erts_internal:get_creation()", Cancellation), CultureInfo.InvariantCulture);

        Assert.True(second > first, $"{second} after {first}");
    }

    [Fact]
    public async Task A_second_node_of_the_same_name_does_not_start()
    {
        await StartAsync("a@localhost");

        ErlangException refused = await Assert.ThrowsAsync<ErlangException>(() => StartAsync("a@localhost"));
        Assert.Contains("the name a@localhost seems to be in use", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_register_again_with_the_epmd_that_takes_over()
    {
        ErlangPeer a = await StartAsync("a@localhost");
        ErlangPeer b = await StartAsync("b@localhost");
        await _epmd.DisposeAsync();
        int before = Registrations();
        _epmd = Serve(_epmd.Port);
        await _log.WaitForAsync(_ => Registrations() == before + 2, Cancellation);

        Assert.Equal(["a", "b"], _epmd.Names.Select(entry => entry.Name).Order());
        Assert.Equal("pong", await a.EvaluateAsync("net_adm:ping('b@localhost')", Cancellation));
        Assert.Equal("[a@localhost]", await b.EvaluateAsync("nodes()", Cancellation));
    }

    [Fact]
    public async Task Erlangs_own_command_reads_its_lists_and_may_end_it_only_when_it_is_empty()
    {
        ErlangPeer a = await StartAsync("a@localhost");
        Assert.Contains($"name a at port {_epmd.Names[0].Port}", await EpmdCommandAsync("-names"), StringComparison.Ordinal);
        Assert.Contains("living nodes in database", await EpmdCommandAsync("-kill"), StringComparison.Ordinal);
        Assert.False(_epmd.Completion.IsCompleted);

        await a.KillAsync();
        await _log.WaitForAsync(entry => entry.EventId.Id == 2193, Cancellation);
        Assert.Contains("Killed", await EpmdCommandAsync("-kill"), StringComparison.Ordinal);
        await _epmd.Completion.WaitAsync(TestTimeouts.Long, Cancellation);
    }

    [Fact]
    public async Task Connections_that_do_nothing_and_those_that_lie_do_not_keep_nodes_apart()
    {
        _log.Allow(Microsoft.Extensions.Logging.LogLevel.Warning, "Epmd closes its oldest open request");
        ErlangPeer a = await StartAsync("a@localhost");
        var hostile = new List<Socket>();
        for (int i = 0; i < 600; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, _epmd.Port, Cancellation);
            await socket.SendAsync((i % 3) switch { 0 => new byte[] { 0 }, 1 => [0xff, 0xff, (byte)'x'], _ => [0, 14, (byte)'x', 1] }, Cancellation);
            hostile.Add(socket);
        }

        await StartAsync("b@localhost");
        Assert.Equal("pong", await a.EvaluateAsync("net_adm:ping('b@localhost')", Cancellation));
        using var limit = new CancellationTokenSource(TestTimeouts.Long);
        while (_epmd.ConnectionCount > 200)
        {
            Assert.False(limit.IsCancellationRequested, $"{_epmd.ConnectionCount} connections are open.");
            await Task.Yield();
        }

        hostile.ForEach(socket => socket.Dispose());
    }

    private int Registrations() => _log.Entries.Count(entry => entry.EventId.Id == 2192);

    private EpmdServer Serve(int port)
        => EpmdServer.Start(new EpmdServerOptions { Port = port, Addresses = [IPAddress.Loopback], LoggerFactory = _log });

    private async Task<ErlangPeer> StartAsync(string name)
    {
        ErlangPeer peer = await ErlangPeer.StartAsync(
            new ErlangPeerOptions { NodeName = name, Cookie = "abcdefghijklmnopqrstuvwxyz", EpmdPort = _epmd!.Port }, Cancellation);
        _peers.Add(peer);
        return peer;
    }

    private async Task<string> EpmdCommandAsync(string option)
    {
        var start = new ProcessStartInfo(ErlangInstallation.Require("epmd")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-port");
        start.ArgumentList.Add(_epmd.Port.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(option);
        using Process process = Process.Start(start)!;
        string[] output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation))
            .WaitAsync(TestTimeouts.Process, Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return string.Concat(output);
    }
}
