using Chan.Client;

namespace Chan.Benchmarks.Gateway;

/// <summary>What a session costs while nothing happens: working set of the gateway's process with 1,000 of them, less that without.</summary>
internal static class IdleSessions
{
    private const int Sessions = 1000;

    internal static async Task<IReadOnlyList<Figure>> RunAsync(ServerProcess gateway)
    {
        long before = await gateway.AskAsync("memory");
        var clients = new ChanConnection[Sessions];
        for (int i = 0; i < Sessions; i++)
        {
            clients[i] = await EchoClient.ConnectAsync(gateway.Port);
        }

        long after = await gateway.AskAsync("memory");
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
        return [new("gateway_memory_per_idle_session", (after - before) / (double)Sessions / 1024, "KiB")];
    }
}
