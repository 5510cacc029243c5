using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Chan.Protocol.Framing;
using Chan.Protocol.Tls;
using Chan.Terms;

namespace Chan.Benchmarks.Protocol;

/// <summary>How many small frames pass from a writer to a reader through TLS, how long a frame takes there and back, and what a quiet pair holds.</summary>
internal static class FrameThroughput
{
    private const int Frames = 3_000_000;
    private const int RoundTrips = 30_000;
    private static readonly FrameWriterOptions Options = new() { MaxLength = FrameLimits.Default };
    private static readonly ErlTerm Message = ErlTerm.Tuple(Atoms.Store, ErlTerm.Atom("joe"), 42);

    public static async Task RunAsync(TextWriter output)
    {
        using X509Certificate2 certificate = TlsLoopback.CreateCertificate();
        System.Net.Security.SslServerAuthenticationOptions tls = ChanTls.CreateServerOptions(certificate);
        for (int round = 0; round < 3; round++)
        {
            await using TlsLoopback pair = await TlsLoopback.ConnectAsync(tls);
            output.WriteLine($"one way, one caller without batches: {await OneWayAsync(pair):N0} frames/s");
        }

        foreach (bool readsQuietly in new[] { false, true, false, true, false, true })
        {
            await using TlsLoopback pair = await TlsLoopback.ConnectAsync(tls);
            output.WriteLine($"ping-pong, {(readsQuietly ? "zero-byte read before every read" : "as the product reads")}: {await PingPongAsync(pair, readsQuietly):N0} round trips/s");
        }

        await IdleMemory.RunAsync(tls, output);
    }

    private static async Task<double> OneWayAsync(TlsLoopback pair)
    {
        await using var writer = new FrameWriter(pair.Client, Options);
        using var reader = new FrameReader(pair.Server, FrameFormat.Native, FrameLimits.Default, TimeProvider.System);
        Task<int> reading = CountAsync(reader);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Frames; i++)
        {
            writer.WriteTerm(FrameType.Cast, Message);
            await writer.WaitForRoomAsync();
        }

        await writer.CompleteAsync();
        return await reading / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<int> CountAsync(FrameReader reader)
    {
        int count = 0;
        while (count < Frames && await reader.ReadAsync())
        {
            while (reader.TryRead(out _))
            {
                count++;
            }
        }

        return count;
    }

    private static async Task<double> PingPongAsync(TlsLoopback pair, bool readsQuietly)
    {
        await using var client = new FrameWriter(pair.Client, Options);
        await using var server = new FrameWriter(pair.Server, Options);
        Stream ToRead(Stream stream) => readsQuietly ? new QuietStream(stream) : stream;
        using var fromServer = new FrameReader(ToRead(pair.Client), FrameFormat.Native, FrameLimits.Default, TimeProvider.System);
        using var fromClient = new FrameReader(ToRead(pair.Server), FrameFormat.Native, FrameLimits.Default, TimeProvider.System);
        Task echo = EchoAsync(fromClient, server);
        long start = 0;
        for (int i = -RoundTrips / 10; i < RoundTrips; i++)
        {
            if (i == 0)
            {
                start = Stopwatch.GetTimestamp();
            }

            client.WriteTerm(FrameType.Rpc, 1, Message);
            await fromServer.ReadAsync();
            fromServer.TryRead(out _);
        }

        double rate = RoundTrips / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await client.CompleteAsync();
        await pair.Client.ShutdownAsync();
        await echo;
        return rate;
    }

    private static async Task EchoAsync(FrameReader reader, FrameWriter writer)
    {
        while (await reader.ReadAsync())
        {
            while (reader.TryRead(out Frame frame))
            {
                writer.Write(FrameType.Reply, frame.Body);
            }
        }
    }
}
