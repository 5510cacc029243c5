using System.Diagnostics;
using System.Globalization;

namespace Chan.Benchmarks.Processes;

/// <summary>Times a benchmark as the Erlang half does: a warm-up, then repetitions, of which the median is printed.</summary>
internal static class Measurement
{
    private const int Repetitions = 7;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

    public static async Task RateAsync(string name, int count, string unit, Func<int, Task> run)
    {
        // The second warm-up runs optimised code: the first one made the runtime compile it.
        await run(Math.Max(1, count / 5));
        await run(Math.Max(1, count / 5));
        var rates = new List<double>(Repetitions);
        long begin = Stopwatch.GetTimestamp();
        while (rates.Count < Repetitions && (rates.Count < 3 || Stopwatch.GetElapsedTime(begin) < Budget))
        {
            GC.Collect();
            long start = Stopwatch.GetTimestamp();
            await run(count);
            rates.Add(count / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        rates.Sort();
        Emit(name, rates[rates.Count / 2], unit);
        Console.Error.WriteLine($"# {name} n={count} reps={rates.Count} min={rates[0]:F0} max={rates[^1]:F0}");
    }

    public static void Emit(string name, double value, string unit)
        => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"local_{name}\t{value:F0}\t{unit}"));
}
