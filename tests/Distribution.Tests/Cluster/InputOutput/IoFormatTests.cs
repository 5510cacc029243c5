using Chan.Distribution.Cluster.InputOutput.Formatting;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Cluster.InputOutput;

/// <summary>One call for each rule; thousands of random calls are compared with Erlang's in the interop tests.</summary>
public sealed class IoFormatTests
{
    [Theory]
    [InlineData("\"~p ~w\"", "[\"ab\",\"ab\"]", "\"ab\" [97,98]")]
    [InlineData("\"~s|~10s|~-10s|~.2s|~5.2.*s\"", "[\"abc\",\"abc\",\"abc\",\"abc\",$-,\"abc\"]", "abc|       abc|abc       |ab|---ab")]
    [InlineData("\"~ts ~s\"", "[<<\"é\"/utf8>>,<<\"é\"/utf8>>]", "é Ã©")]
    [InlineData("\"~e ~.3e ~15.4e\"", "[12345.678,9.9996,1.0]", "1.23457e+4 1.00e+1        1.000e+0")]
    [InlineData("\"~f ~.2f ~8.1.0f\"", "[1.5,0.005,-2.25]", "1.500000 0.01 0000-2.3")]
    [InlineData("\"~g ~g ~g\"", "[0.5,12345.0,0.01]", "0.500000 1.23450e+4 1.00000e-2")]
    [InlineData("\"~b ~B ~.16b ~.16B ~+ ~#\"", "[10,10,255,255,10,10]", "10 10 ff FF 10#10 10#10")]
    [InlineData("\"~.16x ~.16X ~5.16.0b\"", "[-31,\"0x\",31,'0X',10]", "-0x1f 0X1F 0000a")]
    [InlineData("\"~c~3c~tc~5.2.*c\"", "[$a,$b,8364,$-,$c]", "abbb€---cc")]
    [InlineData("\"~~~3~~n~2n~i.\"", "[x]", "~~~~\n\n\n.")]
    [InlineData("\"~W ~P\"", "[[1,2,3,4],3,{a,b,c,d},3]", "[1,2|...] {a,b,...}")]
    [InlineData("\"~3w|~-6w|~2.1w\"", "[abcd,abc,x]", "***|abc   | x")]
    [InlineData("\"~p ~tp\"", "[[1078],'Ж']", "[1078] 'Ж'")]
    [InlineData("\"~p\"", "['Ж']", "'\\x{416}'")]
    [InlineData("\"~tP\"", "[<<90,90,90,90,194,90>>,2]", "<<\"ZZZZ\"...>>")]
    [InlineData("\"~lp\"", "[\"ab\"]", "[97,98]")]
    [InlineData("<<\"~p\">>", "[a]", "a")]
    [InlineData("plain", "[]", "plain")]
    public void A_directive_is_shown_as_Erlang_shows_it(string format, string arguments, string text)
        => Assert.Equal(text, IoFormat.Format(ErlTerm.Parse(format), ErlTerm.Parse(arguments)));

    [Theory]
    [InlineData("~p", "{tag,[aaaaaaaaaaaaaaaaaaaaa,bbbbbbbbbbbbbbbbbbbbbbbbbbb],#{key => ccccccccccccccccccccc,other => ddddddddddddddddd}}",
        "{tag,[aaaaaaaaaaaaaaaaaaaaa,bbbbbbbbbbbbbbbbbbbbbbbbbbb],\n     #{key => ccccccccccccccccccccc,other => ddddddddddddddddd}}")]
    [InlineData("xx ~20p", "[aaaa,bbbb,cccc,dddd]", "xx [aaaa,bbbb,\n    cccc,dddd]")]
    [InlineData("~10p", "<<1,2,3,4,5,6,7,8>>", "<<1,2,3,4,\n  5,6,7,8>>")]
    [InlineData("~0p", "[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb]",
        "[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb]")]
    public void Long_terms_are_broken_where_Erlang_breaks_them(string format, string term, string text)
        => Assert.Equal(text, IoFormat.Format(ErlTerm.CharList(format), ErlTerm.List(ErlTerm.Parse(term))));

    [Theory]
    [InlineData("\"~p\"", "[]")]
    [InlineData("\"~p\"", "[1,2]")]
    [InlineData("\"~q\"", "[1]")]
    [InlineData("\"~\"", "[]")]
    [InlineData("\"~s\"", "[1]")]
    [InlineData("\"~s\"", "[[8364]]")]
    [InlineData("\"~e\"", "[1]")]
    [InlineData("\"~.1e\"", "[1.0]")]
    [InlineData("\"~b\"", "[1.0]")]
    [InlineData("\"~.37b\"", "[1]")]
    [InlineData("\"~-p\"", "[1]")]
    [InlineData("\"~-10p\"", "[1]")]
    [InlineData("\"~2000000w\"", "[1]")]
    [InlineData("\"~*w\"", "[1000000000000,1]")]
    [InlineData("\"~.*s\"", "[-1,\"x\"]")]
    [InlineData("{}", "[]")]
    [InlineData("\"x\"", "none")]
    public void A_format_that_does_not_go_with_its_arguments_is_badarg(string format, string arguments)
    {
        TermException refusal = Assert.Throws<TermException>(() => IoFormat.Format(ErlTerm.Parse(format), ErlTerm.Parse(arguments)));
        Assert.Equal(Atoms.Badarg, refusal.Reason);
    }

    [Theory]
    [InlineData("~1000000n~1000000n~1000000n~1000000n~1000000n", "[]")]
    [InlineData("~1000000c~1000000s~-1000000w~1000000b~1000000c", "[97,\"a\",a,1,97]")]
    [InlineData("~1000000.999999p", "[[aaaaaaaa,bbbbbbbb,cccccccc,dddddddd,eeeeeeee,ffffffff,gggggggg]]")]
    public void A_short_format_does_not_make_a_text_without_end(string format, string arguments)
        => AssertTooLong(() => IoFormat.Format(ErlTerm.CharList(format), ErlTerm.Parse(arguments)));

    [Theory]
    [InlineData("~w")]
    [InlineData("~p")]
    [InlineData("~80s")]
    [InlineData("~.80f")]
    [InlineData("~s~s")]
    public void The_limit_of_the_caller_is_for_the_whole_text(string format)
    {
        ErlTerm text = ErlTerm.CharList(new string('a', 40));
        ErlTerm[] arguments = format switch
        {
            "~.80f" => [ErlTerm.Parse("1.0")],
            "~s~s" => [text, text],
            "~80s" => [text],
            _ => [ErlTerm.Parse("{aaaaaaaaaaaaaaaaaaaa,bbbbbbbbbbbbbbbbbbbb,cccccccccccccccccccc,dddddddddddddddddddd}")],
        };
        ErlTerm list = ErlTerm.List(arguments);
        AssertTooLong(() => IoFormat.Format(ErlTerm.CharList(format), list, limit: 60));
        Assert.InRange(IoFormat.Format(ErlTerm.CharList(format), list, limit: 200).Length, 61, 200);
    }

    private static void AssertTooLong(Func<string> format)
        => Assert.Equal(ErlTerm.Atom("system_limit"), Assert.Throws<TermException>(() => _ = format()).Reason);
}
