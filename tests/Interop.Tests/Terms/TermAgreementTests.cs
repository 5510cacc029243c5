using System.Text;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Interop.Tests.Terms;

/// <summary>Random terms go to a real Erlang and back; encoding, printing, parsing, equality and order must agree.</summary>
public class TermAgreementTests
{
    private const int Batches = 25;
    private const int BatchSize = 500;

    [Fact]
    public async Task Erlang_reads_prints_and_orders_our_terms_as_we_do()
    {
        using var mirror = TermMirror.Start();
        int seed = Environment.TickCount;
        for (int batch = 0; batch < Batches; batch++)
        {
            bool withIdentifiers = batch % 5 == 4;
            var random = new RandomTerms(seed + batch) { WithIdentifiers = withIdentifiers };
            ErlTerm[] terms = [.. Enumerable.Range(0, BatchSize).Select(_ => random.Next())];

            ErlTerm answer = await mirror.AskAsync(
                ErlTerm.Tuple(ErlTerm.Atom("check"), ErlTerm.List([.. terms.Select(term => ErlBinary.Wrap(TermEncoder.Encode(term)))])),
                TestContext.Current.CancellationToken);

            var seen = (ErlList)((ErlTuple)answer)[0];
            var orders = (ErlList)((ErlTuple)answer)[1];
            for (int i = 0; i < terms.Length; i++)
            {
                string where = $"seed {seed} batch {batch} term {i}: {terms[i]}";
                CheckSeen(terms[i], (ErlTuple)seen[i], withIdentifiers, where);
                if (i > 0)
                {
                    Assert.Equal((where, orders[i - 1].ToString()), (where, Order(terms[i - 1], terms[i])));
                }
            }
        }
    }

    [Fact]
    public async Task We_read_print_and_encode_Erlangs_terms_as_it_does()
    {
        using var mirror = TermMirror.Start();
        int seed = Environment.TickCount;
        for (int batch = 0; batch < Batches; batch++)
        {
            ErlTerm answer = await mirror.AskAsync(
                ErlTerm.Tuple(ErlTerm.Atom("make"), BatchSize, seed + batch), TestContext.Current.CancellationToken);

            foreach (ErlTerm item in (ErlList)answer)
            {
                var seen = (ErlTuple)item;
                ErlTerm term = TermDecoder.Decode(((ErlBinary)seen[0]).Span, TermLimits.Trusted);
                string where = $"seed {seed} batch {batch}: {term}";
                CheckSeen(term, seen, withIdentifiers: false, where);
                Assert.Equal(
                    (where, Convert.ToHexString(((ErlBinary)seen[3]).Span)),
                    (where, Convert.ToHexString(TermEncoder.Encode(term, TermEncoderOptions.Otp25))));
            }
        }
    }

    [Fact]
    public async Task Neighbours_of_integers_and_floats_are_ordered_as_in_Erlang()
    {
        using var mirror = TermMirror.Start();
        ErlTerm[] numbers = [.. CloseNumbers()];
        ErlTerm answer = await mirror.AskAsync(
            ErlTerm.Tuple(ErlTerm.Atom("check"), ErlTerm.List([.. numbers.Select(term => ErlBinary.Wrap(TermEncoder.Encode(term)))])),
            TestContext.Current.CancellationToken);

        var orders = (ErlList)((ErlTuple)answer)[1];
        for (int i = 1; i < numbers.Length; i++)
        {
            string where = $"{numbers[i - 1]} and {numbers[i]}";
            Assert.Equal((where, orders[i - 1].ToString()), (where, Order(numbers[i - 1], numbers[i])));
        }
    }

    private static IEnumerable<ErlTerm> CloseNumbers()
    {
        for (int power = 50; power <= 70; power++)
        {
            var whole = System.Numerics.BigInteger.One << power;
            for (int delta = -2; delta <= 2; delta++)
            {
                yield return Math.Pow(2, power);
                yield return whole + delta;
                yield return -Math.Pow(2, power);
                yield return -whole + delta;
                yield return Math.BitIncrement(Math.Pow(2, power));
                yield return whole + delta;
            }
        }
    }

    private static void CheckSeen(ErlTerm term, ErlTuple seen, bool withIdentifiers, string where)
    {
        Assert.Equal((where, Convert.ToHexString(((ErlBinary)seen[0]).Span)), (where, Convert.ToHexString(TermEncoder.Encode(term))));
        ErlTerm again = ErlTerm.Parse(term.ToString());
        Assert.True(term == again && term.GetHashCode() == again.GetHashCode(), where);
        if (withIdentifiers)
        {
            return;
        }

        string oneLine = Encoding.UTF8.GetString(((ErlBinary)seen[1]).Span);
        string broken = Encoding.UTF8.GetString(((ErlBinary)seen[2]).Span);
        Assert.Equal(oneLine, term.ToString());
        Assert.True(term == ErlTerm.Parse(oneLine), where);
        Assert.True(term == ErlTerm.Parse(broken), where);
        if (!broken.Contains('\n', StringComparison.Ordinal))
        {
            Assert.Equal(oneLine, broken);
        }
    }

    private static string Order(ErlTerm left, ErlTerm right)
    {
        if (left == right)
        {
            return "same";
        }

        return left.CompareTo(right) switch
        {
            0 => "equal",
            < 0 => "less",
            _ => "greater",
        };
    }
}
