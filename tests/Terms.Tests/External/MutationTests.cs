using Chan.Interop.Tests.Terms;
using Chan.Terms.External;

namespace Chan.Terms.Tests.External;

/// <summary>Damaged input must give a term or a <see cref="TermDecodeException"/>, and nothing else.</summary>
public class MutationTests
{
    private const int Mutations = 1_000_000;

#pragma warning disable CA5394 // Repeatable on purpose: a failing run names its seed.
    [Fact]
    public void A_million_damaged_terms_give_a_term_or_the_one_exception_within_the_budget()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        byte[][] corpus = Corpus(seed);
        var limits = TermLimits.Trusted with { MaxDepth = 512, MaxExpansion = 16 };
        long largest = 0;
        int refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] input = Mutate(random, corpus);
            int atoms = AtomTable.NodeCount;
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                TermDecoder.Decode(input, i % 2 == 0 ? TermLimits.Untrusted : limits);
            }
            catch (TermDecodeException)
            {
                refused++;
            }
            catch (Exception unexpected)
            {
                Assert.Fail($"seed {seed}, mutation {i}, input {Convert.ToHexString(input)}: {unexpected}");
            }

            // Account and reality differ by the exception's own text and trace, and by garbage such as the copy of a compressed part.
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            // A new atom may be the one that makes the table of all atoms grow, once in as many as it holds.
            const int TableBytesPerAtom = 160;
            long allowed = (2 * limits.BudgetFor(input.Length)) + 65536 + ((long)TableBytesPerAtom * Math.Max(1024, atoms));
            Assert.True(allocated <= allowed, $"seed {seed}, mutation {i}: {allocated} bytes for {input.Length}: {Convert.ToHexString(input)}");
            largest = Math.Max(largest, allocated);
        }

        Assert.InRange(refused, Mutations / 10, Mutations - 1000);
    }

    private static byte[][] Corpus(int seed)
    {
        var random = new RandomTerms(seed) { WithIdentifiers = true };
        IEnumerable<byte[]> vectors = EncodingVectors.Terms.Select(vector => vector.Bytes).Where(bytes => bytes.Length < 2000);
        IEnumerable<byte[]> decodings = EncodingVectors.Decodings.Select(vector => vector.Bytes).Where(bytes => bytes.Length > 1);
        return [.. vectors, .. decodings, .. Enumerable.Range(0, 200).Select(_ => TermEncoder.Encode(random.Next())).Where(bytes => bytes.Length < 2000)];
    }

    private static byte[] Mutate(Random random, byte[][] corpus)
    {
        byte[] input = [.. corpus[random.Next(corpus.Length)]];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(1, input.Length);
            switch (random.Next(6))
            {
                case 0:
                    input[at] = (byte)random.Next(256);
                    break;
                case 1:
                    input[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    input = input[..Math.Max(2, at)];
                    break;
                case 3:
                    input = [.. input[..at], .. input[random.Next(at)..at], .. input[at..]];
                    break;
                case 4:
                    byte[] other = corpus[random.Next(corpus.Length)];
                    input = [.. input[..at], .. other[random.Next(1, other.Length)..]];
                    break;
                default:
                    input.AsSpan(at, Math.Min(4, input.Length - at)).Fill((byte)(random.Next(2) * 255));
                    break;
            }
        }

        return input;
    }
#pragma warning restore CA5394
}
