using System.Buffers;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Benchmarks.Terms;

/// <summary>How fast are terms encoded and decoded, beside Erlang's <c>term_to_binary/1</c> and <c>binary_to_term/1</c>?</summary>
/// <remarks>
/// Each row is one call of ours and the one call of Erlang's that does the same; both take turns, and the medians count. Rates are per
/// second of processor time of the whole process (garbage collection included), which other work on the machine disturbs least.
/// <list type="bullet">
/// <item><c>encode</c>: <see cref="TermEncoder.Encode(ErlTerm, IBufferWriter{byte})"/> into a buffer that is used again, as connections do.
/// Erlang's half makes a new binary each time.</item>
/// <item><c>encode_gathered</c>: <see cref="TermEncoder.EncodeBare(ErlTerm, IBufferWriter{byte}, TermEncodingContext)"/> for a connection that
/// refers to no atoms and takes large binaries as they are.</item>
/// <item><c>encode_to_array</c>: <see cref="TermEncoder.Encode(ErlTerm)"/> into a new array, as Erlang's half does.</item>
/// <item><c>decode</c>: <see cref="TermDecoder.Decode(ReadOnlySpan{byte}, TermLimits)"/> under the limits for strangers, as sessions do;
/// all bytes are copied, as in Erlang's half.</item>
/// <item><c>decode_owned</c>: <see cref="TermDecoder.DecodeOwned"/>, for a caller who gives the input away; binaries are slices of it.
/// Erlang's half copies them, so the row of the large binary shows what sharing saves, not who decodes faster.</item>
/// <item><c>decode_sum</c>: <c>decode</c>, and then every element of the list is taken out and added.</item>
/// </list>
/// The rows of the large binary that copy it measure copying and allocating memory, and nothing else.
/// </remarks>
public static class TermCodecBenchmark
{
    private const int Repetitions = 11;

    /// <summary>Prints name, our rate, Erlang's rate (both in operations per second of processor time) and their ratio, separated by tabs.</summary>
    public static void Run()
    {
        using var erlang = ErlangCodec.TryStart();
        Console.WriteLine("name\tours\terlang\tratio");
        var buffer = new ArrayBufferWriter<byte>(128 * 1024);
        foreach ((string shape, ErlTerm term, int count) in Shapes())
        {
            byte[] bytes = TermEncoder.Encode(term);
            var row = new Row(shape, count, erlang);
            row.Measure("encode", "encode", () => Encode(term, buffer));
            row.Measure("encode_gathered", "encode", () => EncodeGathered(term, buffer));
            row.Measure("encode_to_array", "encode", () => TermEncoder.Encode(term).Length);
            row.Measure("decode", "decode", () => TermDecoder.Decode(bytes, TermLimits.Untrusted) is null ? 0 : 1);
            row.Measure("decode_owned", "decode", () => TermDecoder.DecodeOwned(bytes, TermLimits.Trusted) is null ? 0 : 1);
            if (term is ErlList)
            {
                row.Measure("decode_sum", "decode_sum", () => Sum((ErlList)TermDecoder.Decode(bytes, TermLimits.Untrusted)));
            }
        }
    }

    private static int Encode(ErlTerm term, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        TermEncoder.Encode(term, buffer);
        return buffer.WrittenCount;
    }

    private static int EncodeGathered(ErlTerm term, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        TermEncoder.EncodeBare(term, buffer, Gathering.Instance);
        return buffer.WrittenCount;
    }

    private static int Sum(ErlList list)
    {
        long sum = 0;
        for (int i = 0; i < list.Count; i++)
        {
            sum += list[i] is ErlInteger(long value) ? value : 0;
        }

        return (int)sum;
    }

    private static IEnumerable<(string Name, ErlTerm Term, int Count)> Shapes()
    {
        yield return ("store_tuple", ErlTerm.Parse("{store, joe, \"writing a book\"}"), 500_000);
        yield return ("list_1k_ints", ErlTerm.List([.. Enumerable.Range(1, 1000).Select(i => (ErlTerm)i)]), 20_000);
        yield return ("nested_map", NestedMap(), 50_000);
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

    private sealed class Gathering : TermEncodingContext
    {
        public static Gathering Instance { get; } = new();

        public override int ReferenceTo(ErlAtom atom) => -1;

        public override void Identify(ref ErlAtom node, ref uint creation)
        {
        }

        public override bool TakeSegment(ReadOnlyMemory<byte> bytes) => true;
    }

    private sealed class Row(string shape, int count, ErlangCodec? erlang)
    {
        /// <summary>Ours and Erlang's take turns, so that a busy moment of the machine meets both. The first turn warms up.</summary>
        public void Measure(string name, string erlangOperation, Func<int> operation)
        {
            var ours = new List<double>();
            var theirs = new List<double>();
            for (int turn = 0; turn <= Repetitions; turn++)
            {
                ours.Add(RateOf(operation));
                theirs.Add(erlang?.Measure(erlangOperation, shape, count) ?? double.NaN);
            }

            double our = MedianAfterFirst(ours);
            double their = MedianAfterFirst(theirs);
            Console.WriteLine(erlang is null ? $"etf_{name}_{shape}\t{our:F0}" : $"etf_{name}_{shape}\t{our:F0}\t{their:F0}\t{our / their:F2}");
        }

        private double RateOf(Func<int> operation)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            long sum = 0;
            for (int i = 0; i < count; i++)
            {
                sum += operation();
            }

            return sum > 0 ? count / (Environment.CpuUsage.TotalTime - start).TotalSeconds : throw new InvalidOperationException("Nothing was done.");
        }

        private static double MedianAfterFirst(List<double> rates) => rates.Skip(1).Order().ElementAt(Repetitions / 2);
    }
}
