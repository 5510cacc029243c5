using Chan.Benchmarks.Distribution;
using Chan.Benchmarks.Gateway;
using Chan.Benchmarks.Processes;
using Chan.Benchmarks.Protocol;
using Chan.Benchmarks.Terms;

switch (args.FirstOrDefault())
{
    case "distribution":
        await DistributionBenchmarks.RunAsync(args[1..]);
        return 0;
    case "gateway":
        await GatewayBenchmarks.RunAsync(args[1..]);
        return 0;
    case "processes":
        await ProcessBenchmarks.RunAsync(args[1..]);
        return 0;
    case "protocol":
        await ProtocolBenchmarks.RunAsync(Console.Out);
        return 0;
    case "timing":
        NameTiming.Run(Console.Out);
        return 0;
    case "terms":
        TermCodecBenchmark.Run();
        return 0;
    default:
        await Console.Error.WriteLineAsync("Name what to measure: distribution, gateway, processes, protocol, terms, timing");
        return 64;
}
