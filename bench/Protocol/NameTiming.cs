using System.Diagnostics;
using System.Security.Cryptography;
using Chan.Protocol.Framing;
using Chan.Protocol.Handshake;
using Chan.Protocol.Verifiers;

namespace Chan.Benchmarks.Protocol;

/// <summary>Whether the server's time tells a known service name from an unknown one: Welch's t over refused handshakes, taken in random order.</summary>
/// <remarks>
/// The slowest tenth of all is left out on both sides alike: that is the collector and the scheduler. Under 4.5 nothing is told apart; a run on a machine with other
/// things to do can only be noisier, so it is repeated, and one run over the bound is no proof by itself.
/// </remarks>
internal static class NameTiming
{
    private const string Known = "nameServer";
    private const string Unknown = "nameServex";
    private const int WarmUp = 200;
    private const int Attempts = 2_000;
    private const double Kept = 0.9;

    public static void Run(TextWriter output)
    {
        using var random = RandomNumberGenerator.Create();
        using ChanPassword password = ChanPassword.FromString("ABXy45");
        var options = new ServerHandshakeOptions
        {
            GatewayId = new byte[16],
            CertificateSha256 = new byte[32],
            EnumerationKey = RandomNumberGenerator.GetBytes(32),
            Catalog = VerifierCatalog.Create([VerifierRecord.Create(Known, password, KdfParameters.Default, random)], KdfParameters.Default, random),
        };
        using var keys = new ProverKeyCache(random);
        using ChanPassword guess = ChanPassword.FromString("not the password");
        Dictionary<string, List<double>> times = new() { [Known] = [], [Unknown] = [] };
        for (int round = -WarmUp; round < 2 * Attempts; round++)
        {
            string name = RandomNumberGenerator.GetInt32(2) == 0 ? Known : Unknown;
            double time = RefusedHandshake(options, new() { Service = name, Password = guess, CertificateSha256 = new byte[32], Keys = keys }, random);
            if (round >= 0)
            {
                times[name].Add(time);
            }
        }

        double limit = times.Values.SelectMany(list => list).Order().ElementAt((int)(2 * Attempts * Kept));
        double[] known = [.. times[Known].Where(time => time <= limit).Order()];
        double[] unknown = [.. times[Unknown].Where(time => time <= limit).Order()];
        output.WriteLine(
            $"known name: median {known[known.Length / 2]:F1} us of {known.Length}; unknown name: median {unknown[unknown.Length / 2]:F1} us of {unknown.Length}; "
            + $"Welch's t {WelchT(known, unknown):F2} (nothing is told apart under 4.5)");
    }

    // The server's part, from HELLO to FAIL.
    private static double RefusedHandshake(ServerHandshakeOptions serverOptions, ClientHandshakeOptions clientOptions, RandomNumberGenerator random)
    {
        using var server = new ServerHandshake(serverOptions, random);
        using var client = new ClientHandshake(clientOptions, random);
        byte[] hello = client.Start();
        long start = Stopwatch.GetTimestamp();
        byte[] parameters = server.Receive((FrameType)hello[4], hello.AsSpan(5)).Send;
        long busy = Stopwatch.GetTimestamp() - start;
        byte[] shareP = client.Receive((FrameType)parameters[4], parameters.AsSpan(5)).Send;
        byte[] confirmP = RandomNumberGenerator.GetBytes(32);
        start = Stopwatch.GetTimestamp();
        server.Receive((FrameType)shareP[4], shareP.AsSpan(5));
        server.Admit();
        ServerStep last = server.Receive(FrameType.ConfirmP, confirmP);
        busy += Stopwatch.GetTimestamp() - start;
        return last.State == ServerState.Closed
            ? busy * 1e6 / Stopwatch.Frequency
            : throw new InvalidOperationException($"The guess was not refused: {last.State}.");
    }

    private static double WelchT(double[] left, double[] right)
        => (left.Average() - right.Average()) / Math.Sqrt((Variance(left) / left.Length) + (Variance(right) / right.Length));

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
    }
}
