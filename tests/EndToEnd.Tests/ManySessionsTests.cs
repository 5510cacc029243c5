using System.Diagnostics;
using System.Globalization;
using System.Net;
using Chan.Client;
using Chan.EndToEnd.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.EndToEnd.Tests;

/// <summary>Many sessions at one gateway, most of them idle, some of them busy. <c>tests/soak.sh</c> runs the same with larger numbers.</summary>
public sealed class ManySessionsTests(ITestOutputHelper output) : IDisposable
{
    // So many at a time: fewer than the unauthenticated connections that one source may have.
    private const int ConnectingAtOnce = 16;

    private static readonly int IdleSessions = Setting("CHAN_SOAK_IDLE", 200);
    private static readonly int BusySessions = Setting("CHAN_SOAK_BUSY", 16);
    private static readonly int Rounds = Setting("CHAN_SOAK_ROUNDS", 50);

    private readonly TempFolder _folder = new();

    [Fact]
    [Trait("Scenario", "G9")]
    public async Task Idle_and_busy_sessions_are_served_together_and_leave_nothing_behind()
    {
        await using GatewayProcess gateway = GatewayProcess.Start("--config", GatewayFile.Write(_folder));
        IPEndPoint port = await gateway.WaitForPortAsync("native");
        await using ChanConnection ledger = await ConnectAsync(port, "ledger");
        IReadOnlyList<string> filesBefore = gateway.ListOpenFiles();
        long memoryBefore = gateway.ReadWorkingSet();
        long start = Stopwatch.GetTimestamp();

        ChanConnection[] idle = await ConnectManyAsync(port, IdleSessions);
        output.WriteLine($"{IdleSessions} sessions opened in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s; "
            + $"working set grew by {(gateway.ReadWorkingSet() - memoryBefore) / 1024 / IdleSessions} KiB for each.");
        start = Stopwatch.GetTimestamp();
        ChanConnection[] busy = await ConnectManyAsync(port, BusySessions);
        await Task.WhenAll(busy.Select(WorkAsync));
        output.WriteLine($"{BusySessions} sessions with {Rounds} rounds of 8 rpcs: {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s.");
        ErlTerm[] answers = await Task.WhenAll(idle.Select(client => client.RpcAsync(Atoms.Ok, TestTimeouts.Long)));

        Assert.All(answers, answer => Assert.Equal(Atoms.Ok, answer));
        await Task.WhenAll(idle.Concat(busy).Select(client => client.DisposeAsync().AsTask()));
        await ledger.RpcAsync(ErlTerm.Tuple(ErlTerm.Atom("count"), ErlTerm.Atom("closed"), IdleSessions + BusySessions), TestTimeouts.Long);
        await Eventually.TrueAsync(
            () => gateway.ListOpenFiles().Count <= filesBefore.Count,
            () => $"Open before: {string.Join(", ", filesBefore)}. Open now: {string.Join(", ", gateway.ListOpenFiles())}.");
    }

    public void Dispose() => _folder.Dispose();

    private static async Task WorkAsync(ChanConnection client)
    {
        for (int round = 0; round < Rounds; round++)
        {
            ErlTerm[] requests = [.. Enumerable.Range(0, 8).Select(i => ErlTerm.Tuple(ErlTerm.Atom("round"), round, i))];
            ErlTerm[] answers = await Task.WhenAll(requests.Select(request => client.RpcAsync(request, TestTimeouts.Long)));
            Assert.Equal(requests, answers);
        }
    }

    private static async Task<ChanConnection[]> ConnectManyAsync(IPEndPoint port, int count)
    {
        var clients = new ChanConnection[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce }, async (i, _) => clients[i] = await ConnectAsync(port, "probe"));
        return clients;
    }

    private static Task<ChanConnection> ConnectAsync(IPEndPoint port, string service)
        => ChanConnection.ConnectAsync($"chan://127.0.0.1:{port.Port}/{service}", GatewayHost.Options()).WaitAsync(TestTimeouts.Process);

    private static int Setting(string variable, int otherwise)
        => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
