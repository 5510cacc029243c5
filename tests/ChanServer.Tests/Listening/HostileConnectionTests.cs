using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Chan.Distribution.Processes;
using Chan.Protocol.Handshake;
using Chan.Protocol.Tls;
using Chan.Protocol.Verifiers;
using Chan.Server.Configuration;
using Chan.Server.Diagnostics;
using Chan.Server.Hosting.State;
using Chan.Server.Listening;
using Chan.Server.Tests.Sessions;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Tests.Listening;

/// <summary>The whole gateway against connections that mean no good; every address of 127.0.0.0/8 is a source of its own.</summary>
public sealed class HostileConnectionTests : IAsyncDisposable
{
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();

    private readonly TestLog _log = new();
    private readonly TestClock _clock = new();
    private readonly Node _node;
    private readonly AuditLog _audit;
    private readonly GatewayIdentity _identity;
    private readonly List<TcpClient> _clients = [];
    private Gateway? _gateway;

    public HostileConnectionTests()
    {
        _node = new(new() { TimeProvider = _clock, LoggerFactory = _log });
        _audit = new(_log.CreateLogger<AuditLog>(), _clock);
        _identity = new(
            SelfSignedCertificate.FromPem(SelfSignedCertificate.CreatePem(TimeProvider.System)), RandomNumberGenerator.GetBytes(16), RandomNumberGenerator.GetBytes(32));
    }

    [Fact]
    public async Task Two_hundred_silent_connections_are_closed_at_the_deadline_and_a_client_gets_through_meanwhile()
    {
        const int sources = 8;
        const int perSource = 25;
        _log.Expect(AuditEventIds.AuthenticationFailed);
        _log.Allow(entry => entry.EventId.Id == AuditEventIds.Penalty, "penalties of the silent sources");
        GatewayLimits limits = new() { EarlyDropFrom = 256 };
        BoundPort port = await StartAsync(limits);
        int timers = _clock.ArmedTimers;
        List<TcpClient> silent = [];
        for (int i = 0; i < sources * perSource; i++)
        {
            silent.Add(await ConnectAsync(port, 2 + (i % sources)));
        }

        // Each has the deadline of its handshake and that of TLS.
        await _clock.WaitForTimersAsync(timers + (2 * sources * perSource));
        using (ScriptedClient client = await ConnectNativeAsync(port))
        {
            await client.StartAsync("nameServer");
            await client.RpcAsync(1, "{lookup,absent_key}");
            await client.ExpectAsync("REPLY 1 undefined");
        }

        _clock.Advance(limits.TlsTimeout);
        foreach (TcpClient connection in silent)
        {
            Assert.True(await IsClosedAsync(connection));
        }
    }

    [Fact]
    public async Task One_source_has_32_unfinished_connections_and_others_are_not_touched_by_it()
    {
        _log.Expect(AuditEventIds.LimitHit);
        _log.Allow(entry => entry.EventId.Id is AuditEventIds.Penalty or AuditEventIds.AuthenticationFailed, "what becomes of the silent ones");
        BoundPort port = await StartAsync(new());
        int timers = _clock.ArmedTimers;
        for (int i = 0; i < 32; i++)
        {
            await ConnectAsync(port, 2);
        }

        await _clock.WaitForTimersAsync(timers + 64);
        Assert.True(await IsClosedAsync(await ConnectAsync(port, 2)));
        TestLogEntry entry = await _log.WaitForAsync(AuditEventIds.LimitHit);
        Assert.Equal(nameof(GatewayLimits.UnauthenticatedPerSource), entry.Values["Limit"]);
        using ScriptedClient client = await ConnectNativeAsync(port);
        await client.StartAsync("nameServer");
    }

    [Fact]
    [Trait("Scenario", "G5")]
    public async Task A_source_that_hangs_up_on_the_server_s_share_is_refused_after_its_third_time()
    {
        _log.Expect(AuditEventIds.AuthenticationFailed);
        _log.Expect(AuditEventIds.Penalty);
        _log.Expect(AuditEventIds.LimitHit);
        BoundPort port = await StartAsync(new());
        for (int i = 0; i < 3; i++)
        {
            using ScriptedClient guesser = await ConnectNativeAsync(port, source: 2);
            Assert.IsType<ClientHandshakeResult.WrongServer>(await guesser.AuthenticateAsync("nameServer", "guess"));
        }

        Assert.True(await IsClosedAsync(await ConnectAsync(port, 2)));
        using ScriptedClient client = await ConnectNativeAsync(port, source: 3);
        await client.StartAsync("nameServer");

        // Refused for as long as its score says, from its last charge.
        _clock.Advance(TimeSpan.FromSeconds(61));
        using ScriptedClient later = await ConnectNativeAsync(port, source: 2);
        await later.StartAsync("nameServer");
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("\u0000\u0000\u0000\u0001\u0001")]
    [InlineData("\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0000")]
    [InlineData("")]
    public async Task What_is_no_TLS_is_closed_and_noted(string text)
    {
        _log.Expect(AuditEventIds.AuthenticationFailed);
        BoundPort port = await StartAsync(new());
        TcpClient client = await ConnectAsync(port, 2);

        await client.GetStream().WriteAsync(System.Text.Encoding.Latin1.GetBytes(text));
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.True(await IsClosedAsync(client));
        await AssertNotedAsync();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, "chan/1")]
    [InlineData(SslProtocols.Tls13, null)]
    [InlineData(SslProtocols.Tls13, "http/1.1")]
    [InlineData(SslProtocols.Tls13, "chan/2")]
    public async Task TLS_of_another_version_or_for_another_protocol_is_closed_and_noted(SslProtocols version, string? protocol)
    {
        _log.Expect(AuditEventIds.AuthenticationFailed);
        BoundPort port = await StartAsync(new());
        TcpClient client = await ConnectAsync(port, 2);
        SslClientAuthenticationOptions options = new ClientTls(ServerTrust.ByPassword).CreateOptions("localhost");
        options.EnabledSslProtocols = version;
        options.ApplicationProtocols = protocol is null ? null : [new(protocol)];
        await using SslStream tls = new(client.GetStream());

        // The client may see its handshake fail, or succeed and the connection end.
        Exception? error = await Record.ExceptionAsync(async () =>
        {
            await tls.AuthenticateAsClientAsync(options).WaitAsync(TestTimeouts.Long);
            Assert.Equal(0, await tls.ReadAsync(new byte[1]).AsTask().WaitAsync(TestTimeouts.Long));
        });
        Assert.True(error is null or AuthenticationException or IOException, $"{error}");
        await AssertNotedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync().AsTask().WaitAsync(TestTimeouts.Long);
        }

        await _node.DisposeAsync();
        _audit.Dispose();
        _identity.Dispose();
        _log.Dispose();
    }

    private static async Task<bool> IsClosedAsync(TcpClient client)
    {
        try
        {
            byte[] buffer = new byte[256];
            while (await client.Client.ReceiveAsync(buffer).WaitAsync(TestTimeouts.Long) > 0)
            {
                // An alert of TLS comes before the end.
            }

            return true;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private async Task AssertNotedAsync()
    {
        TestLogEntry entry = await _log.WaitForAsync(AuditEventIds.AuthenticationFailed);
        Assert.Equal(AuthenticationStage.Hello, entry.Values["Stage"]);
        Assert.Equal("127.0.0.2", entry.Values["Source"]);
    }

    private async Task<BoundPort> StartAsync(GatewayLimits limits)
    {
        GatewayConfiguration configuration = new()
        {
            Ports = [new() { Name = "main", EndPoint = new(IPAddress.Loopback, 0), Services = ["nameServer"] }],
            StateFolder = "/nowhere",
            Limits = limits,
            Services =
            [
                new()
                {
                    Name = "nameServer",
                    Target = new ServiceTarget.Mfa(ErlTerm.Atom("mod_name_server"), ErlTerm.Atom("start_me_up"), ErlTerm.Atom("notUsed")),
                    Password = new Credential.Password(ChanPassword.FromString(SessionFixture.Password), CredentialSource.Literal),
                },
            ],
        };
        _gateway = new(configuration, _identity, _node, _audit, _log) { Random = Random };
        await _gateway.StartAsync(default);
        return _gateway.Ports[0];
    }

    private async Task<TcpClient> ConnectAsync(BoundPort port, int source)
    {
        TcpClient client = new(new IPEndPoint(new IPAddress([127, 0, 0, (byte)source]), 0)) { NoDelay = true };
        _clients.Add(client);
        await client.ConnectAsync(port.EndPoint);
        return client;
    }

    private async Task<ScriptedClient> ConnectNativeAsync(BoundPort port, int source = 1)
    {
        SslStream tls = new((await ConnectAsync(port, source)).GetStream());
        await tls.AuthenticateAsClientAsync(new ClientTls(ServerTrust.ByPassword).CreateOptions("localhost")).WaitAsync(TestTimeouts.Long);
        return new(tls, _identity.CertificateSha256);
    }
}
