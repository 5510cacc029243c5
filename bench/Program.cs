using Chan.Benchmarks.Terms;

switch (args.FirstOrDefault())
{
    case "terms":
        TermCodecBenchmark.Run();
        return 0;
    default:
        Console.Error.WriteLine("Name what to measure: terms");
        return 64;
}
