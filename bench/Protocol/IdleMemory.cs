using System.Globalization;
using System.Net.Security;
using Chan.Protocol.Framing;

namespace Chan.Benchmarks.Protocol;

/// <summary>What a waiting connection holds: both ends of TLS, each with a reader that waits and a writer that has written.</summary>
internal static class IdleMemory
{
    private const int Pairs = 500;

    public static async Task RunAsync(SslServerAuthenticationOptions tls, TextWriter output)
    {
        // Twice with zero bytes: the first time the runtime and the allocators grow, which is not the connections' cost.
        foreach (bool zeroBytes in new[] { true, true, false })
        {
            long managedBefore = GC.GetTotalMemory(forceFullCollection: true);
            long residentBefore = Resident();
            var pairs = new List<TlsLoopback>();
            var readers = new List<Task>();
            for (int i = 0; i < Pairs; i++)
            {
                TlsLoopback pair = await TlsLoopback.ConnectAsync(tls);
                pairs.Add(pair);
                readers.Add(WaitAsync(pair.Client, zeroBytes));
                readers.Add(WaitAsync(pair.Server, zeroBytes));
            }

            long managed = GC.GetTotalMemory(forceFullCollection: true) - managedBefore;
            long resident = Resident() - residentBefore;
            output.WriteLine(
                $"idle, {(zeroBytes ? "zero-byte read" : "read into a buffer")}: managed {managed / (2 * Pairs):N0} bytes, resident {resident / (2 * Pairs):N0} bytes per end");
            foreach (TlsLoopback pair in pairs)
            {
                await pair.DisposeAsync();
            }

            await Task.WhenAll(readers);
        }
    }

    private static async Task WaitAsync(Stream stream, bool zeroBytes)
    {
        using var reader = new FrameReader(stream, FrameFormat.Native, FrameLimits.Default, TimeProvider.System);
        try
        {
            if (zeroBytes)
            {
                await reader.ReadAsync();
            }
            else
            {
                _ = await stream.ReadAsync(new byte[32 * 1024]);
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or ProtocolViolationException)
        {
            // The pair is taken down while the reader waits.
        }
    }

    private static long Resident()
    {
        string line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
