using System.Globalization;

namespace Chan.Benchmarks.Gateway;

/// <summary>
/// The gateway under load, in its own process, beside a bare SslStream echo in its own: <c>dotnet run -c Release --project bench -- gateway</c>.
/// Prints name, value and unit, separated by tabs; every value is the median of several runs.
/// </summary>
internal static class GatewayBenchmarks
{
    private const int Repeats = 3;
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(2);

    /// <summary>Without a role: measures. The roles are the two servers.</summary>
    internal static Task RunAsync(string[] arguments) => arguments.FirstOrDefault() switch
    {
        GatewayServer.Role => GatewayServer.RunAsync(),
        BareEchoServer.Role => BareEchoServer.RunAsync(),
        _ => MeasureAsync(arguments),
    };

    /// <param name="only">Names to measure; all if none is given.</param>
    private static async Task MeasureAsync(string[] only)
    {
        await using ServerProcess bare = await ServerProcess.StartAsync(BareEchoServer.Role);
        await using ServerProcess gateway = await ServerProcess.StartAsync(GatewayServer.Role);
        (string Name, Func<Task<IReadOnlyList<Figure>>> Run)[] all =
        [
            ("serial", () => SerialRpc.RunAsync(bare.Port, gateway.Port, Measured)),
            ("in-flight", () => ManyRpcs.InFlightAsync(gateway.Port, Measured)),
            ("connections", () => ManyRpcs.OverConnectionsAsync(bare, gateway, Measured)),
            ("casts", () => Casts.RunAsync(gateway.Port, Measured)),
            ("connect", () => Connecting.RunAsync(gateway.Port, Measured)),
            ("idle", () => IdleSessions.RunAsync(gateway)),
        ];
        foreach ((string name, Func<Task<IReadOnlyList<Figure>>> run) in all.Where(one => only.Length == 0 || only.Contains(one.Name)))
        {
            List<IReadOnlyList<Figure>> runs = [];
            for (int i = 0; i < (name == "idle" ? 1 : Repeats); i++)
            {
                runs.Add(await run());
            }

            for (int i = 0; i < runs[0].Count; i++)
            {
                Figure figure = runs[0][i] with { Value = Median([.. runs.Select(figures => figures[i].Value)]) };
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figure.Name}\t{figure.Value:0.##}\t{figure.Unit}"));
            }
        }
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
