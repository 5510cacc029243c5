using Chan.Client;

namespace Chan.Benchmarks.Gateway;

/// <summary>
/// What a session costs the gateway's process while nothing happens: its memory with 1,000 of them, less that with none. Sessions opened and
/// closed before have compiled the code and filled the pools, which are no session's cost.
/// </summary>
internal static class IdleSessions
{
    private const int WarmUp = 200;
    private const int Sessions = 1000;

    internal static async Task<IReadOnlyList<Figure>> RunAsync(ServerProcess gateway)
    {
        await CloseAsync(await OpenAsync(gateway, WarmUp));
        long residentBefore = await gateway.AskAsync(MemoryAndTime.Resident);
        long managedBefore = await gateway.AskAsync(MemoryAndTime.Managed);
        ChanConnection[] clients = await OpenAsync(gateway, Sessions);
        double resident = Each(await gateway.AskAsync(MemoryAndTime.Resident) - residentBefore);
        double managed = Each(await gateway.AskAsync(MemoryAndTime.Managed) - managedBefore);
        await CloseAsync(clients);
        return
        [
            new("gateway_memory_per_idle_session", resident, "KiB"),
            new("gateway_memory_per_idle_session_managed", managed, "KiB"),
            new("gateway_memory_per_idle_session_other", resident - managed, "KiB"),
        ];
    }

    private static double Each(long bytes) => bytes / (double)Sessions / 1024;

    private static async Task<ChanConnection[]> OpenAsync(ServerProcess gateway, int count)
    {
        var clients = new ChanConnection[count];
        for (int i = 0; i < count; i++)
        {
            clients[i] = await EchoClient.ConnectAsync(gateway.Port);
        }

        return clients;
    }

    private static Task CloseAsync(ChanConnection[] clients) => Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
}
