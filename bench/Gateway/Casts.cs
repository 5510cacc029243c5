using System.Diagnostics;
using Chan.Client;
using Chan.Terms;

namespace Chan.Benchmarks.Gateway;

/// <summary>Messages without an answer, one caller. The clock stops when the service has received the last: it answers an rpc behind it.</summary>
internal static class Casts
{
    private const int Batch = 10_000;

    private static readonly ErlTerm Message = ErlTerm.Atom("measure");

    internal static async Task<IReadOnlyList<Figure>> RunAsync(int port, TimeSpan measured)
    {
        await using ChanConnection client = await EchoClient.ConnectAsync(port);
        await SendAsync(client);
        await client.RpcAsync(SerialRpc.Request, TimeSpan.FromMinutes(1));
        long begin = Stopwatch.GetTimestamp();
        long count = 0;
        while (Stopwatch.GetElapsedTime(begin) < measured)
        {
            await SendAsync(client);
            count += Batch;
        }

        await client.RpcAsync(SerialRpc.Request, TimeSpan.FromMinutes(1));
        return [new("gateway_casts", count / Stopwatch.GetElapsedTime(begin).TotalSeconds, "messages/s")];
    }

    private static async Task SendAsync(ChanConnection client)
    {
        for (int i = 0; i < Batch; i++)
        {
            await client.CastAsync(Message);
        }
    }
}
