using Chan.Client;
using Chan.EndToEnd.Tests.Kit;
using Chan.Server.Hosting;
using Chan.Terms;
using Chan.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chan.EndToEnd.Tests;

/// <summary>The file is edited while clients are connected. The gateway runs inside a host, as another program would have it.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestLog _log = new();

    [Fact]
    [Trait("Scenario", "G10")]
    public async Task New_sessions_see_the_new_file_and_running_ones_go_on()
    {
        string file = GatewayFile.Write(_folder);
        using IHost host = await StartAsync(file);
        RunningGateway gateway = host.Services.GetRequiredService<RunningGateway>();
        await using ChanConnection before = await ConnectAsync(gateway, "probe");

        Edit(file, "[from_file]", "[from_the_new_file]");
        await gateway.ReloadAsync(CancellationToken.None);
        await using ChanConnection after = await ConnectAsync(gateway, "probe");

        Assert.Equal(ErlTerm.Parse("{[],[from_file]}"), await before.RpcAsync(ErlTerm.Atom("arguments")));
        Assert.Equal(ErlTerm.Parse("{[],[from_the_new_file]}"), await after.RpcAsync(ErlTerm.Atom("arguments")));
        await host.StopAsync();
    }

    [Fact]
    [Trait("Scenario", "G10")]
    public async Task A_faulty_file_changes_nothing_and_is_reported()
    {
        string file = GatewayFile.Write(_folder);
        using IHost host = await StartAsync(file);
        RunningGateway gateway = host.Services.GetRequiredService<RunningGateway>();
        _log.Expect(entry => entry.Level >= LogLevel.Warning && entry.Message.Contains("noSuchService", StringComparison.Ordinal), "the fault of the new file");

        Edit(file, "\"services\": [\"nameServer\", \"probe\", \"ledger\"]", "\"services\": [\"noSuchService\"]");
        await gateway.ReloadAsync(CancellationToken.None);
        await using ChanConnection client = await ConnectAsync(gateway, "probe");

        Assert.Equal(Atoms.Ok, await client.RpcAsync(Atoms.Ok));
        await host.StopAsync();
    }

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    private static void Edit(string file, string old, string changed)
    {
        string text = File.ReadAllText(file);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(old, changed, StringComparison.Ordinal));
    }

    private static Task<ChanConnection> ConnectAsync(RunningGateway gateway, string service)
    {
        int port = gateway.Ports.Single(port => port.Name == "native").EndPoint.Port;
        return ChanConnection.ConnectAsync($"chan://127.0.0.1:{port}/{service}", GatewayHost.Options()).WaitAsync(TestTimeouts.Long);
    }

    private async Task<IHost> StartAsync(string file)
    {
        _log.Allow(entry => entry.Category == typeof(Server.Diagnostics.AuditLog).FullName, "security events");
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<ILoggerFactory>(_log);
        builder.Services.AddChanServer(options =>
        {
            options.ConfigurationPath = file;
            options.ReloadInterval = TimeSpan.Zero;
        });
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
