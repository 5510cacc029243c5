using System.Net;
using System.Net.Sockets;
using Chan.Client;
using Chan.EndToEnd.Tests.Kit;
using Chan.Server.Hosting;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.EndToEnd.Tests;

/// <summary>The gateway as a program: what its owner sees, what its exit code says, what survives it.</summary>
public sealed class GatewayProgramTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    [Trait("Scenario", "G1")]
    public async Task It_says_what_it_listens_on_serves_and_ends_with_0_when_told_to()
    {
        await using GatewayProcess gateway = GatewayProcess.Start("--config", GatewayFile.Write(_folder));
        await using (ChanConnection client = await ConnectAsync(await gateway.WaitForPortAsync("native"), "nameServer"))
        {
            await client.CastAsync(ErlTerm.Parse("{store, joe, \"writing a book\"}"));
            Assert.Equal(ErlTerm.Parse("{ok,\"writing a book\"}"), await client.RpcAsync(ErlTerm.Parse("{lookup, joe}")));
        }

        gateway.Terminate();

        Assert.Equal(ExitCodes.Stopped, await gateway.WaitForExitAsync());
        Assert.Contains("services: nameServer, probe, ledger", gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(GatewayFile.Password, gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_are_told_when_it_is_told_to_end()
    {
        await using GatewayProcess gateway = GatewayProcess.Start("--config", GatewayFile.Write(_folder));
        await using ChanConnection client = await ConnectAsync(await gateway.WaitForPortAsync("native"), "probe");

        gateway.Terminate();
        ChanCloseReason reason = await client.Closed.WaitAsync(TestTimeouts.Long);

        Assert.Equal(ChanCloseKind.Remote, reason.Kind);
        Assert.Contains("draining", reason.Term.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Stopped, await gateway.WaitForExitAsync());
    }

    [Fact]
    [Trait("Scenario", "G1")]
    public async Task A_faulty_file_ends_it_with_2_and_every_fault_with_its_line()
    {
        string file = _folder.Write("chan.json", """
            {
              "ports": { "native": { "address": "nowhere", "port": 99999, "services": ["nameServer"] } },
              "services": { "nameServer": { "mfa": ["mod_name_server", "start_me_up"], "pasword": "x" } }
            }
            """);

        await using GatewayProcess gateway = GatewayProcess.Start("--config", file);

        Assert.Equal(ExitCodes.Configuration, await gateway.WaitForExitAsync());
        Assert.Contains("99999", gateway.Output, StringComparison.Ordinal);
        Assert.Contains("nowhere", gateway.Output, StringComparison.Ordinal);
        Assert.Contains("pasword", gateway.Output, StringComparison.Ordinal);
        Assert.Contains("(3", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_ends_it_with_1_and_names_the_port()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using GatewayProcess gateway = GatewayProcess.Start("--config", GatewayFile.Write(_folder), "--ports:native:port", $"{port}");

        Assert.Equal(ExitCodes.Failed, await gateway.WaitForExitAsync());
        Assert.Contains($"{port}", gateway.Output, StringComparison.Ordinal);
        Assert.Contains("native", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Scenario", "G8")]
    public async Task Its_sudden_death_is_seen_by_every_client_and_its_identity_outlives_it()
    {
        string file = GatewayFile.Write(_folder);
        string fingerprint;
        await using (GatewayProcess gateway = GatewayProcess.Start("--config", file))
        {
            IPEndPoint port = await gateway.WaitForPortAsync("native");
            fingerprint = await gateway.WaitForLineAsync("certificate: ");
            ChanConnection[] clients = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ConnectAsync(port, "probe")));

            gateway.Kill();

            foreach (ChanConnection client in clients)
            {
                Assert.Equal(ChanCloseKind.Lost, (await client.Closed.WaitAsync(TestTimeouts.Long)).Kind);
                await client.DisposeAsync();
            }
        }

        await using GatewayProcess next = GatewayProcess.Start("--config", file);
        await using ChanConnection again = await ConnectAsync(await next.WaitForPortAsync("native"), "probe");

        Assert.Equal(fingerprint, await next.WaitForLineAsync("certificate: "));
        Assert.Equal(Atoms.Ok, await again.RpcAsync(Atoms.Ok));
    }

    public void Dispose() => _folder.Dispose();

    private static Task<ChanConnection> ConnectAsync(IPEndPoint port, string service)
        => ChanConnection.ConnectAsync($"chan://127.0.0.1:{port.Port}/{service}", GatewayHost.Options()).WaitAsync(TestTimeouts.Long);
}
