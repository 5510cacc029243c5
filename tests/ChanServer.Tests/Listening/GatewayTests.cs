using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using Chan.Distribution.Processes;
using Chan.Protocol.Handshake;
using Chan.Protocol.Tls;
using Chan.Protocol.Verifiers;
using Chan.Server.Configuration;
using Chan.Server.Diagnostics;
using Chan.Server.Hosting.State;
using Chan.Server.Listening;
using Chan.Server.Services;
using Chan.Server.Tests.Sessions;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Tests.Listening;

/// <summary>The whole gateway over loopback sockets with TLS.</summary>
public sealed class GatewayTests : IAsyncDisposable
{
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();

    private readonly TestLog _log = new();
    private readonly Node _node;
    private readonly AuditLog _audit;
    private readonly GatewayIdentity _identity;
    private readonly List<Gateway> _gateways = [];

    public GatewayTests()
    {
        _node = new(new() { LoggerFactory = _log });
        _audit = new(_log.CreateLogger<AuditLog>(), TimeProvider.System);
        _identity = new(
            SelfSignedCertificate.FromPem(SelfSignedCertificate.CreatePem(TimeProvider.System)), RandomNumberGenerator.GetBytes(16), RandomNumberGenerator.GetBytes(32));
    }

    [Fact]
    [Trait("Scenario", "G2")]
    public async Task A_native_client_uses_the_name_server_over_TLS()
    {
        Gateway gateway = await StartAsync(Configuration(NativePort("main", 0)));
        using ScriptedClient client = await ConnectAsync(gateway.Ports[0]);

        await client.StartAsync("nameServer", "\"\"");
        await client.CastAsync("{store,joe,\"writing a book\"}");
        await client.RpcAsync(1, "{lookup,joe}");
        await client.ExpectAsync("REPLY 1 {ok,\"writing a book\"}");
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_name_get_the_same_frames()
    {
        _log.Expect(AuditEventIds.AuthenticationFailed);
        Gateway gateway = await StartAsync(Configuration(NativePort("main", 0)));
        List<string> seen = [];
        foreach ((string service, string password) in new[] { ("nameServer", "wrong"), ("noSuchName", "wrong") })
        {
            using ScriptedClient client = await ConnectAsync(gateway.Ports[0]);
            List<byte> types = [];

            // The client stops at confirmV as it must; what reached it until then is compared.
            ClientHandshakeResult? result = await client.AuthenticateAsync(service, password);
            seen.Add($"{result}");
        }

        Assert.Equal(seen[0], seen[1]);
        Assert.Contains(nameof(ClientHandshakeResult.WrongServer), seen[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_ports_start_or_none_and_the_error_names_the_port()
    {
        using Socket taken = new(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        int number = ((IPEndPoint)taken.LocalEndPoint!).Port;
        Gateway gateway = Make(Configuration(NativePort("first", 0), NativePort("second", number)));

        PortBindException error = await Assert.ThrowsAsync<PortBindException>(() => gateway.StartAsync(default));
        Assert.Equal("second", error.Port);
        Assert.Contains("another program listens there", error.Message, StringComparison.Ordinal);
        Assert.Empty(gateway.Ports);
    }

    [Fact]
    public async Task A_missing_module_is_named_at_the_start_and_nothing_listens()
    {
        GatewayConfiguration configuration = Configuration(NativePort("main", 0));
        ServiceConfiguration service = configuration.Services[0] with { Target = new ServiceTarget.Mfa(ErlTerm.Atom("nowhere"), ErlTerm.Atom("start"), ErlList.Empty) };
        Gateway gateway = Make(configuration with { Services = [service] });

        ServiceFaultsException error = await Assert.ThrowsAsync<ServiceFaultsException>(() => gateway.StartAsync(default));
        Assert.Contains("nowhere:start/3", error.Message, StringComparison.Ordinal);
        Assert.Empty(gateway.Ports);
    }

    [Fact]
    [Trait("Scenario", "G9")]
    public async Task Ports_come_and_go_while_a_session_runs()
    {
        Gateway gateway = await StartAsync(Configuration(NativePort("first", 0)));
        BoundPort first = gateway.Ports[0];
        using ScriptedClient client = await ConnectAsync(first);
        await client.StartAsync("nameServer");

        await gateway.ApplyAsync(Configuration(NativePort("second", 0)), default);
        Assert.Equal(["second"], gateway.Ports.Select(port => port.Name));
        await client.RpcAsync(1, "{lookup,absent_key}");
        await client.ExpectAsync("REPLY 1 undefined");
        await Assert.ThrowsAnyAsync<SocketException>(() => ConnectAsync(first));
        using ScriptedClient late = await ConnectAsync(gateway.Ports[0]);
        await late.StartAsync("nameServer");
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_taken_over_changes_nothing()
    {
        Gateway gateway = await StartAsync(Configuration(NativePort("first", 0)));
        GatewayConfiguration faulty = Configuration(NativePort("second", 0));
        faulty = faulty with { Services = [faulty.Services[0] with { Target = new ServiceTarget.Handler("absent") }] };

        await Assert.ThrowsAsync<ServiceFaultsException>(() => gateway.ApplyAsync(faulty, default));
        Assert.Equal(["first"], gateway.Ports.Select(port => port.Name));
        using ScriptedClient client = await ConnectAsync(gateway.Ports[0]);
        await client.StartAsync("nameServer");
    }

    [Fact]
    public async Task Stopping_says_goodbye_to_sessions_and_frees_the_port()
    {
        Gateway gateway = await StartAsync(Configuration(NativePort("main", 0)));
        BoundPort port = gateway.Ports[0];
        using ScriptedClient client = await ConnectAsync(port);
        await client.StartAsync("nameServer");

        Task stopping = gateway.StopAsync(TimeSpan.FromSeconds(5), default);
        Assert.StartsWith("CLOSE {error,draining,", (await client.ReceiveAsync())?.ToString(), StringComparison.Ordinal);
        client.Dispose();
        await stopping.WaitAsync(TestTimeouts.Long);
        Assert.Equal(0, gateway.ConnectionCount);
        await Assert.ThrowsAnyAsync<SocketException>(() => ConnectAsync(port));
    }

    [Fact]
    public async Task A_client_that_speaks_no_TLS_is_closed_and_others_are_served()
    {
        _log.Expect(AuditEventIds.AuthenticationFailed);
        Gateway gateway = await StartAsync(Configuration(NativePort("main", 0)));
        using TcpClient plain = new();
        await plain.ConnectAsync(gateway.Ports[0].EndPoint);
        await plain.GetStream().WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        using ScriptedClient client = await ConnectAsync(gateway.Ports[0]);

        await client.StartAsync("nameServer");
        await ReadToEndAsync(plain.GetStream()).WaitAsync(TestTimeouts.Long);
    }

    [Fact]
    [Trait("Scenario", "G3")]
    public async Task The_captured_bytes_of_a_lib_chan_client_are_answered_on_a_classic_port()
    {
        GatewayConfiguration configuration = Configuration(NativePort("classic", 0) with { Protocol = PortProtocol.Classic });
        configuration = configuration with { Services = [configuration.Services[0] with { Password = new Credential.None() }] };
        Gateway gateway = await StartAsync(configuration);
        using TcpClient client = new() { NoDelay = true };
        await client.ConnectAsync(gateway.Ports[0].EndPoint);
        NetworkStream stream = client.GetStream();

        await stream.WriteAsync(Convert.FromHexString("0000002083680364000c7374617274536572766963656400" + "0a6e616d655365727665726a"));
        Assert.Equal("0000000783640003" + "61636b", await ReadHexAsync(stream, 11));
        await stream.WriteAsync(Convert.FromHexString("000000228368036400" + "0573746f72656400036a6f656b000e77726974696e67206120626f6f6b"));
        await stream.WriteAsync(Convert.FromHexString("000000128368026400" + "066c6f6f6b75706400036a6f65"));
        client.Client.Shutdown(SocketShutdown.Send);

        // The half-closed client still gets what it asked for; then the gateway closes.
        Assert.Equal("000000198368026400026f6b6b000e77726974696e67206120626f6f6b", await ReadHexAsync(stream, 29));
        Assert.Equal(0, await ReadToEndAsync(stream).WaitAsync(TestTimeouts.Long));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Gateway gateway in _gateways)
        {
            await gateway.DisposeAsync();
        }

        await _node.DisposeAsync();
        _audit.Dispose();
        _identity.Dispose();
        _log.Dispose();
    }

    private static async Task<int> ReadToEndAsync(Stream stream)
    {
        byte[] buffer = new byte[1024];
        int total = 0;
        try
        {
            for (int read = 1; read > 0; total += read)
            {
                read = await stream.ReadAsync(buffer);
            }
        }
        catch (IOException)
        {
            // A reset is an end, too.
        }

        return total;
    }

    private static async Task<string> ReadHexAsync(Stream stream, int count)
    {
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(TestTimeouts.Long);
        return Convert.ToHexStringLower(bytes);
    }

    private static PortConfiguration NativePort(string name, int number) => new()
    {
        Name = name,
        EndPoint = new(IPAddress.Loopback, number),
        Services = ["nameServer"],
    };

    private static GatewayConfiguration Configuration(params PortConfiguration[] ports) => new()
    {
        Ports = ports,
        StateFolder = "/nowhere",
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

    private Gateway Make(GatewayConfiguration configuration)
    {
        Gateway gateway = new(configuration, _identity, _node, _audit, _log) { Random = Random };
        _gateways.Add(gateway);
        return gateway;
    }

    private async Task<Gateway> StartAsync(GatewayConfiguration configuration)
    {
        Gateway gateway = Make(configuration);
        await gateway.StartAsync(default);
        return gateway;
    }

    private async Task<ScriptedClient> ConnectAsync(BoundPort port)
    {
        TcpClient client = new() { NoDelay = true };
        await client.ConnectAsync(port.EndPoint);
        SslStream tls = new(client.GetStream());
        await tls.AuthenticateAsClientAsync(new ClientTls(ServerTrust.ByPassword).CreateOptions("localhost"));
        return new(tls, _identity.CertificateSha256);
    }
}
