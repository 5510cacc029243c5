using Chan.Client;
using Chan.EndToEnd.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.EndToEnd.Tests;

/// <summary>A client that proves its password and then never reads its socket, at a service that sends far more than the gateway may keep.</summary>
public sealed class SlowClientTests : IDisposable
{
    private const int Pushes = 5_000;
    private const int PushBytes = 100_000;
    private const long AllowedGrowth = 200 * 1024 * 1024;

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task It_is_closed_at_the_limit_while_the_memory_stays_bounded_and_others_are_answered()
    {
        string file = GatewayFile.Write(_folder, """{ "outboundQueue": "1MiB", "outboundStall": "30s" }""");
        await using GatewayProcess gateway = GatewayProcess.Start("--config", file);
        var port = await gateway.WaitForPortAsync("native");
        await using ChanConnection other = await ChanConnection.ConnectAsync($"chan://{port}/probe", GatewayHost.Options());
        await using RawConnection slow = await RawConnection.OpenTlsAsync(port);
        await slow.LogInAsync("probe", GatewayFile.Password);
        long before = gateway.ReadWorkingSet();

        await slow.SendAsync(NativeBytes.Cast(ErlTerm.Tuple(ErlTerm.Atom("push"), Pushes, ErlTerm.Binary(new byte[PushBytes]))));
        Task<string> closed = gateway.WaitForLineAsync("the client does not read");
        long largest = 0;
        do
        {
            Assert.Equal(Atoms.Ok, await other.RpcAsync(Atoms.Ok, TestTimeouts.Long));
            largest = Math.Max(largest, gateway.ReadWorkingSet());
        }
        while (!closed.IsCompleted);

        Assert.Contains("probe", await closed, StringComparison.Ordinal);
        Assert.InRange(largest - before, long.MinValue, AllowedGrowth);
        Assert.Equal(Atoms.Ok, await other.RpcAsync(Atoms.Ok, TestTimeouts.Long));
    }

    public void Dispose() => _folder.Dispose();
}
