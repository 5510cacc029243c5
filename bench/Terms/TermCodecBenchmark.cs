using System.Buffers;
using System.Diagnostics;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Benchmarks.Terms;

/// <summary>How fast are terms encoded and decoded? The shapes are those of <c>bench/erlang/term_codec.erl</c>.</summary>
public static class TermCodecBenchmark
{
    private const int Repetitions = 5;

    /// <summary>Prints name, value and unit of each measurement, separated by tabs.</summary>
    public static void Run()
    {
        var buffer = new ArrayBufferWriter<byte>(128 * 1024);
        foreach ((string name, ErlTerm term, int count) in Shapes())
        {
            byte[] bytes = TermEncoder.Encode(term);
            Measure($"etf_encode_{name}", count, () => Encode(term, buffer));
            Measure($"etf_encode_to_array_{name}", count, () => TermEncoder.Encode(term).Length);
            Measure($"etf_decode_{name}", count, () => TermDecoder.DecodeOwned(bytes, TermLimits.Trusted) is null ? 0 : 1);
            Measure($"etf_decode_copying_{name}", count, () => TermDecoder.Decode(bytes, TermLimits.Untrusted) is null ? 0 : 1);
        }
    }

    /// <summary>As a connection encodes: into a buffer that is sent and used again.</summary>
    private static int Encode(ErlTerm term, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        TermEncoder.Encode(term, buffer);
        return buffer.WrittenCount;
    }

    private static IEnumerable<(string Name, ErlTerm Term, int Count)> Shapes()
    {
        yield return ("store_tuple", ErlTerm.Parse("{store, joe, \"writing a book\"}"), 500_000);
        yield return ("list_1k_ints", ErlTerm.List([.. Enumerable.Range(1, 1000).Select(i => (ErlTerm)i)]), 10_000);
        yield return ("nested_map", NestedMap(), 30_000);
        var block = new byte[65536];
        block.AsSpan().Fill(42);
        yield return ("binary_64KiB", ErlTerm.Binary(block), 50_000);
    }

    private static ErlMap NestedMap()
    {
        var items = Enumerable.Range(1, 10).Select(i => ErlTerm.Parse($"#{{id => {i}, qty => {i * 3}, sku => <<\"sku-{i}\">>}}"));
        return ErlTerm.Parse("""
            #{name => joe, age => 42, tags => [a, b, c],
              addr => #{street => <<"Main 1">>, city => "Stockholm", geo => #{lat => 59.33, lon => 18.06}}}
            """) is ErlMap map
            ? map.With(ErlTerm.Atom("items"), ErlTerm.List([.. items]))
            : throw new InvalidOperationException("The shape is a map.");
    }

    private static void Measure(string name, int count, Func<int> operation)
    {
        long sum = Repeat(count, operation);
        var rates = new double[Repetitions];
        for (int i = 0; i < Repetitions; i++)
        {
            long start = Stopwatch.GetTimestamp();
            sum += Repeat(count, operation);
            rates[i] = count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(rates);
        Console.WriteLine($"{name}\t{rates[Repetitions / 2]:F0}\t{(sum > 0 ? "ops/s" : "nothing was done")}");
    }

    private static long Repeat(int count, Func<int> operation)
    {
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += operation();
        }

        return sum;
    }
}
