using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Epmd;
using Chan.Distribution.Net.Handshake;
using Chan.TestKit;
using Cookie = Chan.Distribution.Net.Cookies.Cookie;

namespace Chan.Interop.Tests.Net.Handshake;

/// <summary>A real node named b@localhost, an epmd of ours, and what a hidden node named by the test needs to meet it.</summary>
internal sealed class RealNode : IAsyncDisposable
{
    public const string PeerName = "b@localhost";
    public const string CookieText = "a cookie of more than twenty characters";
    public const uint Creation = 77_777_777;

    private readonly EpmdServer _epmd;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    private RealNode(EpmdServer epmd, ErlangPeer erlang)
    {
        _epmd = epmd;
        Erlang = erlang;
        Names = new DynamicNames(_random);
    }

    public ErlangPeer Erlang { get; }

    public CookieStore Cookies { get; } = new(Cookie.FromString(CookieText));

    public IssuedChallenges Challenges { get; } = new(TimeProvider.System);

    public DynamicNames Names { get; }

    public int EpmdPort => _epmd.Port;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RealNode> StartAsync(string? name = PeerName, params string[] arguments)
    {
        var epmd = EpmdServer.Start(new EpmdServerOptions { Port = 0, Addresses = [IPAddress.Loopback] });
        try
        {
            return new RealNode(epmd, await ErlangPeer.StartAsync(
                new ErlangPeerOptions { NodeName = name, Cookie = CookieText, EpmdPort = epmd.Port, Arguments = arguments }, Cancellation));
        }
        catch
        {
            await epmd.DisposeAsync();
            throw;
        }
    }

    public static HandshakeSelf Hidden(string name) => new() { Name = name, Creation = Creation, Flags = DistributionFlags.Hidden };

    public Task<string> EvaluateAsync(string expression) => Erlang.EvaluateAsync(expression, Cancellation);

    /// <summary>The node counts connections a moment after the last message of their handshake.</summary>
    public async Task WaitUntilAsync(string expression, string value)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        using var deadline = new CancellationTokenSource(TestTimeouts.Process);
        while (await EvaluateAsync(expression) is var found && found != value)
        {
            if (deadline.IsCancellationRequested)
            {
                Assert.Fail($"{expression} is {found}, not {value}. {Erlang.Transcript}");
            }

            await pause.WaitForNextTickAsync(Cancellation);
        }
    }

    public async Task<RawConnection> DialAsync()
    {
        var client = new EpmdClient(new EpmdClientOptions { Port = EpmdPort });
        EpmdNode node = (await client.LookupAsync("127.0.0.1", "b", Cancellation))!;
        return await RawConnection.ConnectAsync(node.Port);
    }

    public InitiatorHandshake Initiator(HandshakeSelf self, CookieStore? cookies = null)
        => new(self, PeerName, cookies ?? Cookies, Challenges, _random);

    public AcceptorHandshake Acceptor(HandshakeSelf self, CookieStore? cookies = null)
        => new(self, cookies ?? Cookies, Challenges, Names, _random);

    /// <summary>Registers a name, has the node dial it, and takes the connection.</summary>
    public async Task<(RawConnection Connection, Task<string> Dialling, EpmdRegistration Registration)> BeDialledAsync(string name)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new EpmdClient(new EpmdClientOptions { Port = EpmdPort });
        EpmdRegistration registration = await client.RegisterAsync(
            new EpmdNode { Name = name.Split('@')[0], Port = ((IPEndPoint)listener.LocalEndpoint).Port }, Cancellation);
        Task<string> dialling = EvaluateAsync($"net_kernel:connect_node('{name}')");
        return (new RawConnection(await listener.AcceptTcpClientAsync(Cancellation)), dialling, registration);
    }

    public async ValueTask DisposeAsync()
    {
        await Erlang.DisposeAsync();
        await _epmd.DisposeAsync();
        _random.Dispose();
    }
}
