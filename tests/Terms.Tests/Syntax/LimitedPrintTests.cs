using System.Numerics;
using Chan.Terms.Syntax;

namespace Chan.Terms.Tests.Syntax;

/// <summary>Printing with a limit: the beginning of the whole text, at the cost of what is printed.</summary>
public class LimitedPrintTests
{
    private const int Large = 8 << 20;

    [Theory]
    [InlineData("{a,[1,2|c],#{k => <<1,2,255>>},\"text\",<<\"bin\">>,1.5}")]
    [InlineData("[[[[]]],{},#{},'quoted atom',fun lists:reverse/1]")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("<<\"größer €\"/utf8>>")]
    [InlineData("\"größer 😀😀\"")]
    [InlineData("<<1,2,3:5>>")]
    public void The_text_is_the_beginning_of_the_whole_one(string source)
    {
        ErlTerm term = ErlTerm.Parse(source);
        string whole = TermPrinter.Print(term);

        Assert.Equal(whole, TermPrinter.Print(term, whole.Length));
        for (int limit = 0; limit < whole.Length; limit++)
        {
            string cut = TermPrinter.Print(term, limit);
            Assert.EndsWith("...", cut, StringComparison.Ordinal);
            Assert.InRange(cut.Length, limit + 2, limit + 3);
            Assert.False(char.IsHighSurrogate(cut[..^3].LastOrDefault()));
            if (whole[0] is not '1')
            {
                Assert.StartsWith(cut[..^3], whole, StringComparison.Ordinal);
            }
        }
    }

    public static TheoryData<string> Forms => ["bytes", "text", "wide text", "string", "list", "tuple", "bits", "number", "nested"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_large_term_costs_what_is_printed(string form)
    {
        ErlTerm term = Make(form);
        TermPrinter.Print(term, 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string text = TermPrinter.Print(term, 100);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
        Assert.Equal(103, text.Length);
        Assert.EndsWith("...", text, StringComparison.Ordinal);
    }

    private static ErlTerm Make(string form)
    {
        byte[] bytes = new byte[Large];
        bytes.AsSpan().Fill(form switch { "text" or "string" => (byte)'a', "wide text" => (byte)0xE4, _ => 0x80 });
        return form switch
        {
            "string" or "list" => ErlTerm.List([.. bytes.Take(100_000).Select(each => (ErlTerm)(int)each)]),
            "tuple" => ErlTerm.Tuple([.. bytes.Take(100_000).Select(each => (ErlTerm)(int)each)]),
            "bits" => ErlBitString.Create(bytes, 3),
            "number" => BigInteger.One << 100_000,
            "nested" => Enumerable.Range(0, 100_000).Aggregate((ErlTerm)Atoms.Ok, (inner, _) => ErlTerm.Tuple(inner)),
            _ => ErlTerm.Binary(bytes),
        };
    }
}
