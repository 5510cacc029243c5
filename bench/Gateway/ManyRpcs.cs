using System.Diagnostics;
using System.Net.Security;
using Chan.Client;

namespace Chan.Benchmarks.Gateway;

/// <summary>64 callers at once: on one connection, and each on its own; beside the latter the same bytes through TLS alone.</summary>
internal static class ManyRpcs
{
    private const int Callers = 64;

    internal static async Task<IReadOnlyList<Figure>> InFlightAsync(int port, TimeSpan measured)
    {
        await using ChanConnection client = await EchoClient.ConnectAsync(port);
        Func<Task>[] callers = [.. Enumerable.Repeat<Func<Task>>(() => client.RpcAsync(SerialRpc.Request), Callers)];
        await RunAsync(callers, measured / 2);
        return [new("gateway_rpc_64_in_flight", await RunAsync(callers, measured) / measured.TotalSeconds, "rpc/s")];
    }

    /// <remarks>Processor time is of the server alone: unlike the rates, it is the same on a machine that has other things to do.</remarks>
    internal static async Task<IReadOnlyList<Figure>> OverConnectionsAsync(ServerProcess bare, ServerProcess gateway, TimeSpan measured)
    {
        (double bareRate, double bareTime) = await BareAsync(bare, measured);
        (double rate, double time) = await GatewayAsync(gateway, measured);
        return
        [
            new("bare_sslstream_echo_64_connections", bareRate, "round trips/s"),
            new("gateway_rpc_64_connections", rate, "rpc/s"),
            new("gateway_rpc_64_connections_of_bare", rate / bareRate, "ratio"),
            new("bare_sslstream_echo_64_connections_server_time", bareTime, "us/round trip"),
            new("gateway_rpc_64_connections_server_time", time, "us/rpc"),
        ];
    }

    private static async Task<(double Rate, double ServerTime)> BareAsync(ServerProcess server, TimeSpan measured)
    {
        var streams = new SslStream[Callers];
        for (int i = 0; i < Callers; i++)
        {
            streams[i] = await BareEchoServer.ConnectAsync(server.Port);
        }

        (double, double) result = await RunAsync(server, [.. streams.Select(SerialRpc.RoundTrip)], measured);
        await Task.WhenAll(streams.Select(stream => stream.DisposeAsync().AsTask()));
        return result;
    }

    private static async Task<(double Rate, double ServerTime)> GatewayAsync(ServerProcess server, TimeSpan measured)
    {
        var clients = new ChanConnection[Callers];
        for (int i = 0; i < Callers; i++)
        {
            clients[i] = await EchoClient.ConnectAsync(server.Port);
        }

        (double, double) result = await RunAsync(
            server, [.. clients.Select<ChanConnection, Func<Task>>(client => () => client.RpcAsync(SerialRpc.Request))], measured);
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
        return result;
    }

    private static async Task<(double Rate, double ServerTime)> RunAsync(ServerProcess server, Func<Task>[] callers, TimeSpan measured)
    {
        await RunAsync(callers, measured / 2);
        long before = await server.AskAsync(MemoryAndTime.Processor);
        long count = await RunAsync(callers, measured);
        long time = await server.AskAsync(MemoryAndTime.Processor) - before;
        return (count / measured.TotalSeconds, time / (double)count);
    }

    private static async Task<long> RunAsync(Func<Task>[] callers, TimeSpan duration)
    {
        long begin = Stopwatch.GetTimestamp();
        long[] counts = await Task.WhenAll(callers.Select(roundTrip => Task.Run(async () =>
        {
            long count = 0;
            while (Stopwatch.GetElapsedTime(begin) < duration)
            {
                await roundTrip();
                count++;
            }

            return count;
        })));
        return counts.Sum();
    }
}
