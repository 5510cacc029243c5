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

    [Theory]
    [InlineData("{wanted, N}", "N", "5", "{wanted, 5}", true)]
    [InlineData("{wanted, N}", "N", "5", "{wanted, 6}", false)]
    [InlineData("{wanted, N}", "N", "5", "{wanted, 5.0}", false)]
    [InlineData("{X, {Y, X}}", "X", "a", "{a, {b, a}}", true)]
    [InlineData("{X, {Y, X}}", "X", "a", "{c, {b, c}}", false)]
    [InlineData("[H|T]", "T", "[2]", "[1, 2]", true)]
    [InlineData("[H|T]", "T", "[2]", "[1, 3]", false)]
    [InlineData("#{k := V, l := {_, V}}", "V", "1", "#{k => 1, l => {x, 1}}", true)]
    [InlineData("#{k := V, l := {_, V}}", "V", "2", "#{k => 1, l => {x, 1}}", false)]
    [InlineData("X", "X", "{a, b}", "{a, b}", true)]
    [InlineData("X", "X", "{a, b}", "{a, c}", false)]
    public void A_name_with_a_value_matches_that_value_alone(string pattern, string name, string value, string term, bool expected)
    {
        TermPattern bound = TermPattern.Parse(pattern).With(name, ErlTerm.Parse(value));

        Assert.Equal(expected, bound.Matches(ErlTerm.Parse(term)));
        Assert.Equal(expected, bound.TryMatch(ErlTerm.Parse(term), out TermBindings bindings));
        Assert.Equal(expected ? ErlTerm.Parse(value) : null, expected ? bindings[name] : null);
    }

    [Fact]
    public void Giving_a_value_leaves_the_pattern_as_it_was_and_the_other_names_free()
    {
        var pattern = TermPattern.Parse("{A, B, C}");
        TermPattern bound = pattern.With("C", 3).With("A", 1).With("A", 2);

        Assert.True(pattern.Matches(ErlTerm.Parse("{x, y, z}")));
        Assert.True(bound.TryMatch(ErlTerm.Parse("{2, free, 3}"), out TermBindings bindings));
        Assert.Equal(ErlTerm.Atom("free"), bindings["B"]);
        Assert.False(bound.Matches(ErlTerm.Parse("{1, free, 3}")));
        Assert.Equal("{A, B, C} when C =:= 3, A =:= 2", bound.ToString());
        Assert.Equal("{A, B, C}", pattern.ToString());
        Assert.Throws<ArgumentException>(() => pattern.With("D", 1));
    }

    [Theory]
    [InlineData("{lookup, _}", "lookup", 2)]
    [InlineData("{lookup, {x, y}}", "lookup", 2)]
    [InlineData("stop", "stop", null)]
    [InlineData("{{a, b}, X}", null, 2)]
    [InlineData("{X, b}", null, 2)]
    [InlineData("{}", null, 0)]
    [InlineData("X", null, null)]
    [InlineData("[a, b]", null, null)]
    public void A_pattern_says_what_its_matches_begin_with(string text, string? tag, int? arity)
    {
        var pattern = TermPattern.Parse(text);

        Assert.Equal(tag, pattern.Tag?.Name);
        Assert.Equal(arity, pattern.Arity);
    }

    [Fact]
    public void A_value_can_say_what_matches_begin_with()
    {
        Assert.Equal("down", TermPattern.Parse("{Kind, _}").With("Kind", ErlTerm.Atom("down")).Tag?.Name);
        Assert.Null(TermPattern.Parse("{Kind, _}").With("Kind", ErlTerm.Parse("{down, 1}")).Tag);
        Assert.Equal("stop", TermPattern.Parse("X").With("X", ErlTerm.Atom("stop")).Tag?.Name);
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
