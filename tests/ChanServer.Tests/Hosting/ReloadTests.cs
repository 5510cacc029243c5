using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Chan.Protocol.Handshake;
using Chan.Protocol.Tls;
using Chan.Server.Diagnostics;
using Chan.Server.Hosting;
using Chan.Server.Listening;
using Chan.Server.Tests.Sessions;
using Chan.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chan.Server.Tests.Hosting;

/// <summary>The configuration changes while the gateway runs.</summary>
[Trait("Scenario", "G10")]
public sealed class ReloadTests : IAsyncDisposable
{
    private const int Refused = 3000;

    private readonly TempFolder _temp = new();
    private readonly TestClock _clock = new();
    private readonly TestLog _log = new();
    private readonly AuditLog _audit;
    private readonly IOptions<ChanServerOptions> _options;
    private readonly RunningGateway _gateway;

    public ReloadTests()
    {
        _audit = new(_log.CreateLogger<AuditLog>(), _clock);
        _options = Options.Create(new ChanServerOptions { ConfigurationPath = _temp.File("chan.json"), LoadOptions = new() });
        _gateway = new(_options, _audit, _log, _clock);
        _temp.Write("password", SessionFixture.Password);
        Write();
    }

    [Fact]
    public async Task A_changed_password_file_counts_for_new_sessions_and_running_ones_go_on()
    {
        _log.Expect(AuditEventIds.AuthenticationFailed);
        await _gateway.StartAsync(CancellationToken.None);
        using ScriptedClient before = await ConnectAsync();
        await before.StartAsync("nameServer");

        _temp.Write("password", "another password");
        await _gateway.ReloadAsync(CancellationToken.None);

        await before.RpcAsync(1, "{lookup,absent_key}");
        await before.ExpectAsync("REPLY 1 undefined");
        using ScriptedClient late = await ConnectAsync();
        Assert.IsType<ClientHandshakeResult.WrongServer>(await late.AuthenticateAsync("nameServer"));
        using ScriptedClient after = await ConnectAsync();
        Assert.IsType<ClientHandshakeResult.Ready>(await after.AuthenticateAsync("nameServer", "another password"));
        Assert.Equal("Verifier of nameServer changed", Assert.Single(Logged(AuditEventIds.VerifierChanged)).Message);
        Assert.DoesNotContain(_log.Entries, entry => entry.Message.Contains("another password", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_did_not_change_is_not_taken_over_again()
    {
        await _gateway.StartAsync(CancellationToken.None);
        await _gateway.ReloadAsync(CancellationToken.None);
        await _gateway.ReloadAsync(CancellationToken.None);

        Assert.Single(Logged(AuditEventIds.ConfigurationLoaded));
        using ScriptedClient client = await ConnectAsync();
        await client.StartAsync("nameServer");
    }

    [Fact]
    public async Task A_faulty_file_changes_nothing_and_is_reported_once_each_time_it_is_made()
    {
        _log.Expect(Refused);
        await _gateway.StartAsync(CancellationToken.None);
        for (int made = 1; made <= 2; made++)
        {
            Write(services: "\"absent\"");
            await _gateway.ReloadAsync(CancellationToken.None);
            await _gateway.ReloadAsync(CancellationToken.None);
            Assert.Equal(made, Logged(Refused).Count());
            Write();
            await _gateway.ReloadAsync(CancellationToken.None);
        }

        Assert.All(Logged(Refused), entry => Assert.Contains("CHAN0304", entry.Message, StringComparison.Ordinal));
        Assert.Single(Logged(AuditEventIds.ConfigurationLoaded));
        Assert.Empty(Logged(AuditEventIds.VerifierChanged));
        using ScriptedClient client = await ConnectAsync();
        await client.StartAsync("nameServer");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_password_file_that_others_can_read_is_refused_and_closing_it_is_enough()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix modes");
        _log.Expect(Refused);
        await _gateway.StartAsync(CancellationToken.None);

        _temp.Write("password", "another password", UnixFileMode.UserRead | UnixFileMode.OtherRead);
        await _gateway.ReloadAsync(CancellationToken.None);
        Assert.Contains("CHAN0507", Assert.Single(Logged(Refused)).Message, StringComparison.Ordinal);
        File.SetUnixFileMode(_temp.File("password"), UnixFileMode.UserRead);
        await _gateway.ReloadAsync(CancellationToken.None);

        Assert.Single(Logged(AuditEventIds.VerifierChanged));
    }

    [Fact]
    public async Task Ports_come_and_go_with_the_file()
    {
        await _gateway.StartAsync(CancellationToken.None);
        BoundPort first = _gateway.Ports[0];

        Write(ports: ["main", "second"]);
        await _gateway.ReloadAsync(CancellationToken.None);
        Assert.Equal(["main", "second"], _gateway.Ports.Select(port => port.Name));
        Assert.Equal(first.EndPoint, _gateway.Ports[0].EndPoint);

        Write(ports: ["second"]);
        await _gateway.ReloadAsync(CancellationToken.None);
        Assert.Equal(["second"], _gateway.Ports.Select(port => port.Name));
        using TcpClient refused = new();
        await Assert.ThrowsAnyAsync<SocketException>(() => refused.ConnectAsync(first.EndPoint));
    }

    [Fact]
    public async Task The_host_looks_at_the_file_every_two_seconds()
    {
        using GatewayService service = new(_gateway, _options, _clock, _log.CreateLogger<GatewayService>());
        await service.StartAsync(CancellationToken.None);
        Write(ports: ["main", "second"]);
        await _clock.WaitForTimerAsync(TimeSpan.FromSeconds(2));

        _clock.Advance(TimeSpan.FromSeconds(2));
        await _log.WaitForAsync(entry => entry.EventId.Id == AuditEventIds.ConfigurationLoaded && entry.Message.Contains("ports: 2", StringComparison.Ordinal));

        await service.StopAsync(CancellationToken.None);
        Assert.Equal(2, _log.Entries.Count(entry => entry.Message.EndsWith("no longer listens", StringComparison.Ordinal)));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _audit.Dispose();
        _temp.Dispose();
        _log.Dispose();
    }

    private IEnumerable<TestLogEntry> Logged(int eventId)
        => _log.Entries.Where(entry => entry.EventId.Id == eventId && entry.Category.StartsWith("Chan.Server.", StringComparison.Ordinal));

    private void Write(string services = "\"nameServer\"", params string[] ports)
    {
        string[] named = ports.Length == 0 ? ["main"] : ports;
        _temp.Write("chan.json", $$"""
            {
              "ports": { {{string.Join(", ", named.Select(name => $"\"{name}\": {{ \"port\": 0, \"services\": [{services}] }}"))}} },
              "services": { "nameServer": { "mfa": ["mod_name_server", "start_me_up", "notUsed"], "passwordFile": "password" } },
              "stateFolder": "state"
            }
            """);
    }

    private async Task<ScriptedClient> ConnectAsync()
    {
        TcpClient client = new() { NoDelay = true };
        await client.ConnectAsync(_gateway.Ports[0].EndPoint);
        SslStream tls = new(client.GetStream());
        await tls.AuthenticateAsClientAsync(new ClientTls(ServerTrust.ByPassword).CreateOptions("localhost"));
        return new(tls, Convert.FromHexString(_gateway.Fingerprint.AsSpan("sha256:".Length)));
    }
}
