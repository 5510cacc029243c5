using System.Diagnostics;
using Chan.Client;

namespace Chan.Benchmarks.Gateway;

/// <summary>64 callers at once: on one connection, and each on its own.</summary>
internal static class ManyRpcs
{
    private const int Callers = 64;

    internal static async Task<IReadOnlyList<Figure>> InFlightAsync(int port, TimeSpan measured)
    {
        await using ChanConnection client = await EchoClient.ConnectAsync(port);
        return [new("gateway_rpc_64_in_flight", await RunAsync([.. Enumerable.Repeat(client, Callers)], measured), "rpc/s")];
    }

    internal static async Task<IReadOnlyList<Figure>> OverConnectionsAsync(int port, TimeSpan measured)
    {
        var clients = new ChanConnection[Callers];
        for (int i = 0; i < Callers; i++)
        {
            clients[i] = await EchoClient.ConnectAsync(port);
        }

        double rate = await RunAsync(clients, measured);
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
        return [new("gateway_rpc_64_connections", rate, "rpc/s")];
    }

    private static async Task<double> RunAsync(ChanConnection[] clients, TimeSpan measured)
    {
        long begin = Stopwatch.GetTimestamp();
        TimeSpan warmUp = measured / 2;
        long[] counts = await Task.WhenAll(clients.Select(client => Task.Run(async () =>
        {
            long count = 0;
            while (Stopwatch.GetElapsedTime(begin) is var elapsed && elapsed < warmUp + measured)
            {
                await client.RpcAsync(SerialRpc.Request);
                count += elapsed >= warmUp ? 1 : 0;
            }

            return count;
        })));
        return counts.Sum() / measured.TotalSeconds;
    }
}
