using Chan.Terms.Patterns;
using Chan.Terms.Syntax;

namespace Chan.Terms.Tests.Patterns;

public class TermPatternTests
{
    [Theory]
    [InlineData("{lookup, _}", "{lookup, key}", true)]
    [InlineData("{lookup, _}", "{lookup, key, more}", false)]
    [InlineData("{lookup, _}", "{store, key}", false)]
    [InlineData("_", "anything", true)]
    [InlineData("X", "anything", true)]
    [InlineData("{X, X}", "{1, 1}", true)]
    [InlineData("{X, X}", "{1, 1.0}", false)]
    [InlineData("{X, {Y, X}}", "{[a], {b, [a]}}", true)]
    [InlineData("[H|T]", "[1]", true)]
    [InlineData("[H|T]", "[]", false)]
    [InlineData("[1, 2|_]", "[1, 2, 3]", true)]
    [InlineData("[1, 2]", "[1, 2, 3]", false)]
    [InlineData("[X, Y]", "[1, 2|3]", false)]
    [InlineData("[X, Y|3]", "[1, 2|3]", true)]
    [InlineData("[$h|_]", "\"hello\"", true)]
    [InlineData("\"hello\"", "[104,101,108,108,111]", true)]
    [InlineData("#{k := V}", "#{k => 1, l => 2}", true)]
    [InlineData("#{k := 2}", "#{k => 1, l => 2}", false)]
    [InlineData("#{}", "#{a => 1}", true)]
    [InlineData("#{}", "[]", false)]
    [InlineData("<<\"abc\">>", "<<97,98,99>>", true)]
    [InlineData("1", "1.0", false)]
    [InlineData("-1.", "-1", true)]
    [InlineData("fun lists:map/2", "fun lists:map/2", true)]
    public void A_pattern_matches_what_an_Erlang_clause_would(string pattern, string term, bool expected)
    {
        Assert.Equal(expected, TermPattern.Parse(pattern).Matches(ErlTerm.Parse(term)));
        Assert.Equal(expected, TermPattern.Parse(pattern).TryMatch(ErlTerm.Parse(term), out _));
    }

    [Fact]
    public void Variables_are_bound_to_the_parts_they_stand_for()
    {
        var pattern = TermPattern.Parse("{store, Key, [First|Rest], #{size := Size}}");

        Assert.True(pattern.TryMatch(ErlTerm.Parse("{store, k, [1,2,3], #{size => 9, other => x}}"), out TermBindings bindings));

        Assert.Equal(["Key", "First", "Rest", "Size"], pattern.Variables);
        Assert.Equal("k", bindings["Key"].ToString());
        Assert.Equal((ErlTerm)1, bindings["First"]);
        Assert.Equal(ErlTerm.List(2, 3), bindings["Rest"]);
        Assert.Equal((ErlTerm)9, bindings[3]);
        Assert.Equal(4, bindings.Count);
        Assert.Throws<KeyNotFoundException>(() => bindings["Other"]);
    }

    [Fact]
    public void Without_a_match_nothing_is_bound()
    {
        Assert.False(TermPattern.Parse("{X, b}").TryMatch(ErlTerm.Parse("{a, c}"), out TermBindings bindings));
        Assert.Equal(0, bindings.Count);
    }

    [Theory]
    [InlineData("{lookup, }", 1, 10)]
    [InlineData("{lookup", 1, 8)]
    [InlineData("#{K := 1}", 1, 3)]
    [InlineData("#{k => 1}", 1, 5)]
    [InlineData("{a}\n {b}", 2, 2)]
    [InlineData("", 1, 1)]
    [InlineData("[|T]", 1, 2)]
    public void A_faulty_pattern_is_refused_with_the_place_of_the_fault(string pattern, int line, int column)
    {
        TermSyntaxException fault = Assert.Throws<TermSyntaxException>(() => TermPattern.Parse(pattern));

        Assert.Equal((line, column), (fault.Line, fault.Column));
    }

    [Fact]
    public void A_pattern_nested_without_end_is_refused()
        => Assert.Throws<TermSyntaxException>(() => TermPattern.Parse(new string('[', 100_000)));

    [Fact]
    public void Matching_without_repeated_names_allocates_nothing()
    {
        var pattern = TermPattern.Parse("{store, Key, [_|_], #{size := 9}}");
        ErlTerm term = ErlTerm.Parse("{store, k, [1,2,3], #{size => 9}}");
        Assert.True(pattern.Matches(term));

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            pattern.Matches(term);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 999);
    }
}
