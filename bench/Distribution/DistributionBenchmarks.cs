using System.Globalization;
using Chan.Distribution.Processes;

namespace Chan.Benchmarks.Distribution;

/// <summary>
/// How fast are two nodes in two processes on one machine? Four pairs take turns at every row: ours with ours, ours driving Erlang's,
/// Erlang's with Erlang's, and, for the ping-pong, bare sockets. Prints the medians.
/// </summary>
internal static class DistributionBenchmarks
{
    private const int Repetitions = 7;

    /// <summary>To connect takes many steps, and the runtime compiles for a thousand rounds.</summary>
    private const int WarmUp = 1_000;

    private const string PeerName = "peer@127.0.0.1";
    private const string DriverName = "driver@127.0.0.1";

    private static readonly (string Row, int Count)[] Rows =
    [
        ("pingpong", 20_000), ("oneway_small", 300_000), ("oneway_1KiB", 60_000), ("oneway_64KiB", 4_000), ("rpc_call", 10_000),
        ("erpc_call", 10_000), ("erpc_call_64callers", 51_200), ("spawn_request_64", 19_200), ("monitor_demonitor", 50_000),
        ("link_unlink", 50_000), ("gen_server_call", 10_000), ("gen_server_call_64callers", 51_200), ("connect_disconnect", 1_000),
    ];

    public static async Task RunAsync(string[] arguments)
    {
        switch (arguments.FirstOrDefault())
        {
            case "peer":
                await OurNode.RunPeerAsync(arguments[1], arguments[2], arguments[3], arguments[4]);
                break;
            case "bare":
                await BareEcho.RunPeerAsync();
                break;
            case "tls":
                await MeasureAsync(arguments[1..], tls: true);
                break;
            default:
                await MeasureAsync(arguments, tls: false);
                break;
        }
    }

    private static async Task MeasureAsync(string[] only, bool tls)
    {
        // A cluster for each pair: in one cluster all would connect with all, and a cut between two would cut others.
        await using Surroundings ourCluster = await Surroundings.CreateAsync(tls);
        await using Surroundings erlangCluster = await Surroundings.CreateAsync(tls);
        await using Surroundings mixedCluster = await Surroundings.CreateAsync(tls);
        await using OurNode.PeerProcess ourPeer = await OurNode.StartPeerAsync(ourCluster, PeerName);
        await using ErlangNode erlangPeer = await ErlangNode.StartPeerAsync(erlangCluster, PeerName);
        await using ErlangNode mixedPeer = await ErlangNode.StartPeerAsync(mixedCluster, PeerName);
        await using Node ourDriver = await OurNode.StartAsync(ourCluster, DriverName);
        await using ErlangNode erlang = await ErlangNode.StartDriverAsync(erlangCluster, DriverName, PeerName);
        await using Node mixedDriver = await OurNode.StartAsync(mixedCluster, DriverName);
        await using BareEcho bare = await BareEcho.StartAsync();
        IRows ours = await DriverRows.CreateAsync(ourDriver, PeerName);
        IRows mixed = await DriverRows.CreateAsync(mixedDriver, PeerName);
        Console.WriteLine("row\tours\terlang\tratio\tours with erlang\tratio\tbare\tratio");
        foreach ((string row, int count) in Rows)
        {
            if (only.Length == 0 || only.Contains(row))
            {
                await MeasureAsync(row, tls ? count / 4 : count, ours, erlang, mixed, row == "pingpong" && !tls ? bare : null);
            }
        }
    }

    private static async Task MeasureAsync(string row, int count, IRows ours, IRows erlang, IRows mixed, IRows? bare)
    {
        IRows[] all = bare is null ? [ours, erlang, mixed] : [ours, erlang, mixed, bare];
        foreach (IRows each in all)
        {
            // Twice: the first run makes the runtime compile, the second one runs what was compiled.
            await each.RateAsync(row, Math.Max(WarmUp, count / 4));
            await each.RateAsync(row, Math.Max(WarmUp, count / 4));
        }

        List<double>[] rates = [.. all.Select(_ => new List<double>(Repetitions))];
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            for (int i = 0; i < all.Length; i++)
            {
                GC.Collect();
                rates[i].Add(await all[i].RateAsync(row, count));
            }
        }

        double[] medians = [.. rates.Select(Median)];
        string bareText = bare is null ? "-\t-" : string.Create(CultureInfo.InvariantCulture, $"{medians[3]:F0}\t{medians[0] / medians[3]:F2}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{row}\t{medians[0]:F0}\t{medians[1]:F0}\t{medians[0] / medians[1]:F2}\t{medians[2]:F0}\t{medians[2] / medians[1]:F2}\t{bareText}"));
    }

    private static double Median(List<double> rates)
    {
        rates.Sort();
        return rates[rates.Count / 2];
    }
}
