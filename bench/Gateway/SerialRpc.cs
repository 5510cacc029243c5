using System.Diagnostics;
using System.Net.Security;
using Chan.Client;
using Chan.Terms;

namespace Chan.Benchmarks.Gateway;

/// <summary>One caller, one rpc after the other; beside it the same bytes through TLS alone.</summary>
internal static class SerialRpc
{
    // Makes a frame of 64 bytes: 4 length, 1 type, 4 id, 131, binary header 5, 49 bytes.
    internal static readonly ErlTerm Request = ErlTerm.Binary(new byte[49]);

    private const int FrameLength = 64;

    internal static async Task<IReadOnlyList<Figure>> RunAsync(int barePort, int gatewayPort, TimeSpan measured)
    {
        double bare = await BareAsync(barePort, measured);
        await using ChanConnection client = await EchoClient.ConnectAsync(gatewayPort);
        List<long> latencies = new(1 << 20);
        double rate = await RepeatAsync(() => client.RpcAsync(Request), measured, latencies);
        latencies.Sort();
        return
        [
            new("bare_sslstream_echo_serial", bare, "round trips/s"),
            new("gateway_rpc_serial", rate, "rpc/s"),
            new("gateway_rpc_serial_of_bare", rate / bare, "ratio"),
            new("gateway_rpc_latency_p50", Microseconds(latencies, 0.50), "us"),
            new("gateway_rpc_latency_p99", Microseconds(latencies, 0.99), "us"),
        ];
    }

    private static async Task<double> BareAsync(int port, TimeSpan measured)
    {
        await using SslStream stream = await BareEchoServer.ConnectAsync(port);
        return await RepeatAsync(RoundTrip(stream), measured, null);
    }

    /// <summary>Sends as many bytes as the request makes and waits for them.</summary>
    internal static Func<Task> RoundTrip(SslStream stream)
    {
        byte[] message = new byte[FrameLength];
        return async () =>
        {
            await stream.WriteAsync(message);
            await stream.ReadExactlyAsync(message);
        };
    }

    /// <summary>Round trips per second, after a warm-up of half the time.</summary>
    private static async Task<double> RepeatAsync(Func<Task> roundTrip, TimeSpan measured, List<long>? latencies)
    {
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < measured / 2)
        {
            await roundTrip();
        }

        begin = Stopwatch.GetTimestamp();
        for (long count = 1; ; count++)
        {
            long before = Stopwatch.GetTimestamp();
            await roundTrip();
            latencies?.Add(Stopwatch.GetTimestamp() - before);
            if (Stopwatch.GetElapsedTime(begin) is var elapsed && elapsed >= measured)
            {
                return count / elapsed.TotalSeconds;
            }
        }
    }

    private static double Microseconds(List<long> sorted, double quantile)
        => sorted[Math.Min(sorted.Count - 1, (int)(quantile * sorted.Count))] * 1e6 / Stopwatch.Frequency;
}
