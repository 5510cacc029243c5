using System.Diagnostics;
using System.Security.Cryptography;
using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Protocol.Verifiers;

namespace Chan.Benchmarks.Protocol;

/// <summary>Processor time of one native handshake, TLS left out: the server's machine alone, and the client's with the password stretched before.</summary>
internal static class HandshakeCost
{
    private const int WarmUp = 100;
    private const int Rounds = 1_000;

    public static void Run(TextWriter output)
    {
        using var random = RandomNumberGenerator.Create();
        using ChanPassword password = ChanPassword.FromString("ABXy45");
        long stretchStart = Stopwatch.GetTimestamp();
        VerifierRecord record = VerifierRecord.Create("nameServer", password, KdfParameters.Default, random);
        output.WriteLine($"scrypt {KdfParameters.Default}: {Stopwatch.GetElapsedTime(stretchStart).TotalMilliseconds:F0} ms");

        var serverOptions = new ServerHandshakeOptions
        {
            GatewayId = new byte[16],
            CertificateSha256 = new byte[32],
            EnumerationKey = new byte[32],
            Catalog = VerifierCatalog.Create([record], KdfParameters.Default, random),
        };
        using var keys = new ProverKeyCache(random);
        var clientOptions = new ClientHandshakeOptions { Service = "nameServer", Password = password, CertificateSha256 = new byte[32], Keys = keys };
        var server = new List<double>(Rounds);
        var client = new List<double>(Rounds);
        for (int round = -WarmUp; round < Rounds; round++)
        {
            (double serverTime, double clientTime) = Once(serverOptions, clientOptions, random);
            if (round >= 0)
            {
                server.Add(serverTime);
                client.Add(clientTime);
            }
        }

        output.WriteLine($"handshake, server: median {Median(server):F0} us; client: median {Median(client):F0} us; of {Rounds}");
    }

    private static (double Server, double Client) Once(ServerHandshakeOptions serverOptions, ClientHandshakeOptions clientOptions, RandomNumberGenerator random)
    {
        double serverTime = 0;
        double clientTime = 0;
        using var server = new ServerHandshake(serverOptions, random);
        using var client = new ClientHandshake(clientOptions, random);
        byte[] hello = Timed(ref clientTime, client.Start);
        byte[] parameters = Timed(ref serverTime, () => server.Receive(Type(hello), hello.AsSpan(5)).Send);
        byte[] shareP = Timed(ref clientTime, () => client.Receive(Type(parameters), parameters.AsSpan(5)).Send);
        byte[] shareV = Timed(ref serverTime, () =>
        {
            server.Receive(Type(shareP), shareP.AsSpan(5));
            return server.Admit().Send;
        });
        byte[] confirmP = Timed(ref clientTime, () => client.Receive(Type(shareV), shareV.AsSpan(5)).Send);
        byte[] ready = Timed(ref serverTime, () =>
        {
            server.Receive(Type(confirmP), confirmP.AsSpan(5));
            return server.Complete(FrameLimits.Default).Send;
        });
        ClientHandshakeResult? result = client.Receive(Type(ready), ready.AsSpan(5)).Result;
        return result is ClientHandshakeResult.Ready ? (serverTime, clientTime) : throw new InvalidOperationException($"Ended in {result}.");
    }

    private static byte[] Timed(ref double total, Func<byte[]> step)
    {
        long start = Stopwatch.GetTimestamp();
        byte[] frame = step();
        total += Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        return frame;
    }

    private static FrameType Type(byte[] frame) => (FrameType)frame[4];

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
