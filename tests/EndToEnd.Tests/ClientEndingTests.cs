using System.Net;
using Chan.Client;
using Chan.EndToEnd.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.EndToEnd.Tests;

/// <summary>How connections of the client library end at a real gateway.</summary>
public sealed class ClientEndingTests : IDisposable
{
    private const int ClosesAtOnce = 16;
    private const int Closes = 200;

    private readonly TempFolder _folder = new();

    [Theory]
    [Trait("Scenario", "G8")]
    [InlineData("native", "chan", "probe", GatewayFile.Password)]
    [InlineData("classic", "chan-classic", "oldProbe", GatewayFile.ClassicPassword)]
    public async Task Sudden_death_of_the_gateway_fires_closed_and_fails_what_is_open(string port, string scheme, string service, string password)
    {
        await using GatewayProcess gateway = GatewayProcess.Start("--config", GatewayFile.Write(_folder));
        IPEndPoint endPoint = await gateway.WaitForPortAsync(port);
        await using ChanConnection client = await ChanConnection.ConnectAsync(
            $"{scheme}://{endPoint}/{service}", GatewayHost.Options(password) with { AllowClassic = true });
        Assert.Equal(Atoms.Ok, await client.RpcAsync(Atoms.Ok, TestTimeouts.Long));
        Task<ErlTerm> open = client.RpcAsync(ErlTerm.Atom("silence"), Timeout.InfiniteTimeSpan);

        gateway.Kill();

        Assert.Equal(ChanCloseKind.Lost, (await client.Closed.WaitAsync(TestTimeouts.Long)).Kind);
        await Assert.ThrowsAsync<ChanClosedException>(() => open.WaitAsync(TestTimeouts.Long));
        await Assert.ThrowsAsync<ChanClosedException>(() => client.RpcAsync(Atoms.Ok));
    }

    [Fact]
    [Trait("Scenario", "G8")]
    public async Task A_connection_that_comes_back_is_served_again_after_a_loss()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        await using var network = new TcpRelay(host.Native);
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ReconnectingChanConnection client = await ReconnectingChanConnection.ConnectAsync(
            $"chan://127.0.0.1:{network.EndPoint.Port}/probe",
            GatewayHost.Options(),
            new ChanReconnectOptions
            {
                FirstDelay = TimeSpan.FromMilliseconds(10),
                StateChanged = change => _ = change.State == ChanConnectionState.Waiting && lost.TrySetResult(),
            });
        await client.WaitUntilConnectedAsync().WaitAsync(TestTimeouts.Long);
        Assert.Equal(Atoms.Ok, await client.RpcAsync(Atoms.Ok, TestTimeouts.Long));
        Task<ErlTerm> open = client.RpcAsync(ErlTerm.Atom("silence"), Timeout.InfiniteTimeSpan);

        network.Cut();

        Assert.IsType<ChanClosedException>(await Record.ExceptionAsync(() => open.WaitAsync(TestTimeouts.Long)));
        await lost.Task.WaitAsync(TestTimeouts.Long);
        await client.WaitUntilConnectedAsync().WaitAsync(TestTimeouts.Long);
        Assert.Equal(Atoms.Ok, await client.RpcAsync(Atoms.Ok, TestTimeouts.Long));
    }

    [Fact]
    public async Task Both_sides_hanging_up_at_the_same_moment_is_no_fault_of_either()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        await Parallel.ForAsync(0, Closes, new ParallelOptions { MaxDegreeOfParallelism = ClosesAtOnce }, async (i, cancellationToken) =>
        {
            ChanConnection client = await host.ConnectAsync("probe", i);
            await client.CastAsync(ErlTerm.Atom("close"), cancellationToken);
            await client.DisposeAsync();
        });
        await host.Gateway.StopAsync(TestTimeouts.Long, CancellationToken.None);

        // The log of the host fails the test at its end; a security event is allowed there, but not that a session crashed.
        Assert.DoesNotContain(host.Log.Entries, entry => entry.EventId.Id == Server.Diagnostics.AuditEventIds.HandlerCrashed);
        host.Log.AssertNoUnobservedTaskExceptions();
    }

    public void Dispose() => _folder.Dispose();
}
