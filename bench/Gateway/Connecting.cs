using System.Diagnostics;
using Chan.Client;

namespace Chan.Benchmarks.Gateway;

/// <summary>Connect, prove the password, start the service, close: one after the other, and four at a time. scrypt runs once, before.</summary>
internal static class Connecting
{
    internal static async Task<IReadOnlyList<Figure>> RunAsync(int port, TimeSpan measured)
    {
        await CycleAsync(port);
        return
        [
            new("gateway_connect_auth_disconnect_serial", await RunAsync(port, measured, 1), "cycles/s"),
            new("gateway_connect_auth_disconnect_4_at_once", await RunAsync(port, measured, 4), "cycles/s"),
        ];
    }

    private static async Task<double> RunAsync(int port, TimeSpan measured, int callers)
    {
        long begin = Stopwatch.GetTimestamp();
        long[] counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            long count = 0;
            while (Stopwatch.GetElapsedTime(begin) < measured)
            {
                await CycleAsync(port);
                count++;
            }

            return count;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static async Task CycleAsync(int port)
    {
        ChanConnection client = await EchoClient.ConnectAsync(port);
        await client.DisposeAsync();
    }
}
