namespace Chan.Benchmarks.Protocol;

/// <summary>The figures of the native protocol: <c>dotnet run -c Release --project bench -- protocol</c>.</summary>
internal static class ProtocolBenchmarks
{
    public static async Task RunAsync(TextWriter output)
    {
        HandshakeCost.Run(output);
        await FrameThroughput.RunAsync(output);
    }
}
