using System.Net;
using Chan.Server.Configuration;
using Chan.Server.Configuration.Faults;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Server.Tests.Configuration;

public sealed class ConfigurationLoaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static string ConfigFolder => Path.Combine(AppContext.BaseDirectory, "config");

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Scenario", "G2")]
    public void The_configuration_of_the_repository_is_the_name_server_on_a_native_and_a_classic_loopback_port()
    {
        GatewayConfiguration configuration = Assert.IsType<GatewayConfiguration>(ConfigurationLoader.Load(Path.Combine(ConfigFolder, "chan.json")).Configuration);

        Assert.Equal(
            [("native", new IPEndPoint(IPAddress.Loopback, 12340), PortProtocol.Native), ("classic", new IPEndPoint(IPAddress.Loopback, 12341), PortProtocol.Classic)],
            configuration.Ports.Select(port => (port.Name, port.EndPoint, port.Protocol)));
        AssertNameServer(Assert.Single(configuration.Services));
    }

    [Fact]
    [Trait("Scenario", "G2")]
    public void A_lib_chan_file_keeps_its_meaning_a_classic_port_on_loopback_with_every_service()
    {
        GatewayConfiguration configuration = Assert.IsType<GatewayConfiguration>(ConfigurationLoader.Load(Path.Combine(ConfigFolder, "lib_chan.conf")).Configuration);

        PortConfiguration port = Assert.Single(configuration.Ports);
        Assert.Equal((new IPEndPoint(IPAddress.Loopback, 12340), PortProtocol.Classic, 100), (port.EndPoint, port.Protocol, port.MaxConnections));
        Assert.Equal(["nameServer"], port.Services);
        AssertNameServer(Assert.Single(configuration.Services));
    }

    [Fact]
    public void Everything_that_can_be_written_reaches_the_configuration()
    {
        _folder.Write("pw", "secret\n");
        _folder.Write("Shop.dll", "");
        GatewayConfiguration read = LoadGood("""
            {
              "ports": { "p": { "address": "::1", "port": 0, "services": ["s"], "limits": { "connections": 7 } } },
              "services": {
                "s": {
                  "handler": "shop", "passwordFile": "pw", "accept": ["{lookup, _}"], "revealErrors": true, "rpcIds": true,
                  "clients": { "till": { "passwordFile": "pw" } },
                  "limits": { "frame": "2 MiB", "mailbox": 5, "sessions": 6, "newAtoms": 0, "closeGrace": "2 s" }
                }
              },
              "modules": ["Shop.dll"], "stateFolder": "state", "certificate": "ephemeral", "drainTimeout": "1.5 m",
              "limits": { "tableSize": 99, "handshakeTimeout": "7 s", "outboundQueue": 65536, "maxPenalty": "1 h" },
              "logging": { "logLevel": { "Default": "Debug" } }
            }
            """);

        PortConfiguration port = Assert.Single(read.Ports);
        Assert.Equal((IPAddress.IPv6Loopback, 0, 7), (port.EndPoint.Address, port.EndPoint.Port, port.MaxConnections));
        ServiceConfiguration service = Assert.Single(read.Services);
        Assert.Equal(new ServiceTarget.Handler("shop"), service.Target);
        Assert.Equal(CredentialSource.File, Assert.IsType<Credential.Password>(service.Password).Source);
        Assert.Equal(["till"], service.Clients.Keys);
        Assert.True(service.Accept[0].Matches(ErlTerm.Parse("{lookup, joe}")));
        Assert.True(service is { RevealErrors: true, RpcIds: true });
        Assert.Equal(
            new ServiceLimits { FrameLimit = 2 * 1024 * 1024, MailboxLimit = 5, MaxSessions = 6, NewAtoms = 0, CloseGrace = TimeSpan.FromSeconds(2) },
            service.Limits);
        Assert.Equal([_folder.File("Shop.dll")], read.Modules);
        Assert.Equal(_folder.File("state"), read.StateFolder);
        Assert.Equal((CertificateStorage.Ephemeral, TimeSpan.FromSeconds(90)), (read.Certificate, read.DrainTimeout));
        Assert.Equal(
            new GatewayLimits { TableSize = 99, HandshakeTimeout = TimeSpan.FromSeconds(7), OutboundQueue = 65536, MaxPenalty = TimeSpan.FromHours(1) },
            read.Limits);
    }

    [Fact]
    public void Environment_overrides_the_file_and_the_command_line_overrides_both()
    {
        string path = Write(Minimal);
        var options = new ConfigurationLoadOptions
        {
            Environment = new Dictionary<string, string> { ["CHAN__PORTS__NATIVE__PORT"] = "1", ["chan__Services__a__Password"] = "secret", ["OTHER"] = "x" },
            CommandLine = ["--ports:native:port", "2"],
        };

        GatewayConfiguration read = Assert.IsType<GatewayConfiguration>(ConfigurationLoader.Load(path, options).Configuration);

        Assert.Equal(2, read.Ports[0].EndPoint.Port);
        Assert.Equal(("native", "a"), (read.Ports[0].Name, read.Services[0].Name));
        Assert.Equal(CredentialSource.Environment, Assert.IsType<Credential.Password>(read.Services[0].Password).Source);
    }

    [Fact]
    public void A_file_that_is_missing_too_large_or_not_text_is_a_fault_and_no_exception()
    {
        string missing = _folder.File("missing.json");
        Assert.Equal($"{missing}: error CHAN0101: There is no such file.\n  hint: Give its path with --config FILE.", Single(missing));
        Assert.StartsWith($"{_folder.Path}: error CHAN0101: The file cannot be read", Single(_folder.Path), StringComparison.Ordinal);

        string large = _folder.Write("large.json", new string(' ', 4 * 1024 * 1024 + 1));
        Assert.Equal(
            $"{large}: error CHAN0102: The file has 4194305 bytes; at most 4194304 are read.\n  hint: Give the configuration file, not something else.",
            Single(large));

        string binary = _folder.File("binary.json");
        File.WriteAllBytes(binary, [0xFF, 0xFE, 0x00]);
        Assert.Equal($"{binary}: error CHAN0103: The file is not UTF-8 text.\n  hint: Save it as UTF-8.", Single(binary));
    }

    [Fact]
    public void Printing_a_configuration_shows_no_secret()
    {
        _folder.Write("pw", "planted-secret");
        GatewayConfiguration read = LoadGood(Minimal.Replace("\"noPassword\": true", "\"passwordFile\": \"pw\"", StringComparison.Ordinal));

        Assert.DoesNotContain("planted", read.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("planted", read.Services[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("Password ***", read.Services[0].Password!.ToString());
    }

    private const string Minimal = """
        { "ports": { "native": { "port": 12340, "services": ["a"] } }, "services": { "a": { "mfa": ["m", "f", "x"], "noPassword": true } } }
        """;

    private static void AssertNameServer(ServiceConfiguration service)
    {
        Assert.Equal("nameServer", service.Name);
        var mfa = Assert.IsType<ServiceTarget.Mfa>(service.Target);
        Assert.Equal("mod_name_server:start_me_up", mfa.ToString());
        Assert.Equal(ErlTerm.Atom("notUsed"), mfa.Arguments);
        var password = Assert.IsType<Credential.Password>(service.Password);
        Assert.Equal(CredentialSource.Demo, password.Source);
        using var published = Chan.Protocol.Verifiers.ChanPassword.FromString("ABXy45");
        Assert.True(password.Value.IsSameAs(published));
    }

    private static string Single(string path)
    {
        ConfigurationResult result = ConfigurationLoader.Load(path);
        Assert.Null(result.Configuration);
        return Assert.Single(result.Faults).ToString();
    }

    private GatewayConfiguration LoadGood(string json)
    {
        ConfigurationResult result = ConfigurationLoader.Load(Write(json));
        Assert.DoesNotContain(result.Faults, fault => fault.Severity == FaultSeverity.Error);
        return result.Configuration!;
    }

    private string Write(string json) => _folder.Write("chan.json", json);
}
