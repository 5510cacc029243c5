using System.Diagnostics;
using System.Globalization;

namespace Chan.Benchmarks.Processes;

/// <summary>
/// Times a row: warm-ups, then repetitions in which this half and the Erlang one take turns, so that both see the same machine.
/// Prints the medians: name, ours, Erlang's, ours divided by Erlang's, unit.
/// </summary>
/// <param name="erlang">The Erlang half; <see langword="null"/> where Erlang is not installed.</param>
internal sealed class Measurement(ErlangHalf? erlang)
{
    private const int Repetitions = 7;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    public ErlangHalf? Erlang => erlang;

    public async Task RateAsync(string name, int count, string unit, Func<int, Task> run)
    {
        // The second warm-up runs optimised code: the first one made the runtime compile it.
        await run(Math.Max(1000, count / 5));
        await run(Math.Max(1000, count / 5));
        if (erlang is not null)
        {
            await erlang.RateAsync(name, Math.Max(1000, count / 5));
        }

        var ours = new List<double>(Repetitions);
        var theirs = new List<double>(Repetitions);
        long begin = Stopwatch.GetTimestamp();
        while (ours.Count < Repetitions && (ours.Count < 3 || Stopwatch.GetElapsedTime(begin) < Budget))
        {
            GC.Collect();
            long start = Stopwatch.GetTimestamp();
            await run(count);
            ours.Add(count / Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (erlang is not null)
            {
                theirs.Add(await erlang.RateAsync(name, count));
            }
        }

        Emit(name, Median(ours), theirs.Count > 0 ? Median(theirs) : null, unit);
        await Console.Error.WriteLineAsync($"# {name} n={count} ours {Spread(ours)} erlang {Spread(theirs)}");
    }

    public static void Emit(string name, double ours, double? theirs, string unit)
    {
        string beside = theirs is { } erlang ? string.Create(CultureInfo.InvariantCulture, $"{erlang:F0}\t{ours / erlang:F2}") : "-\t-";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"local_{name}\t{ours:F0}\t{beside}\t{unit}"));
    }

    private static double Median(List<double> rates)
    {
        rates.Sort();
        return rates[rates.Count / 2];
    }

    private static string Spread(List<double> rates)
        => rates.Count == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{rates.Min():F0}..{rates.Max():F0}");
}
