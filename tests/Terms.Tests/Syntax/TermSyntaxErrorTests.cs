using Chan.Terms.Patterns;
using Chan.Terms.Syntax;

namespace Chan.Terms.Tests.Syntax;

/// <summary>A bad text is refused with its place and with what would be right.</summary>
public class TermSyntaxErrorTests
{
    [Theory]
    [InlineData("", 1, 1, "found the end of the text; expected a term")]
    [InlineData("% only a comment", 1, 17, "found the end of the text; expected a term")]
    [InlineData("{a, b", 1, 6, "found the end of the text; expected \",\" or \"}\"")]
    [InlineData("{a b}", 1, 4, "found b; expected \",\" or \"}\"")]
    [InlineData("{a,\n  b]", 2, 4, "found \"]\"; expected \",\" or \"}\"")]
    [InlineData("{a, }", 1, 5, "found \"}\"; expected a term")]
    [InlineData("[a, b}", 1, 6, "found \"}\"; expected \",\" or \"]\"")]
    [InlineData("[|a]", 1, 2, "found \"|\"; expected a term")]
    [InlineData("[a|b, c]", 1, 5, "found \",\"; expected \"]\" after the tail of the list")]
    [InlineData("#{a}", 1, 4, "found \"}\"; expected \"=>\" after the key of a map")]
    [InlineData("#{a := 1}", 1, 5, "found \":=\"; expected \"=>\" after the key of a map")]
    [InlineData("#{a => 1 b => 2}", 1, 10, "found b; expected \",\" or \"}\"")]
    [InlineData("{x, #{a => 1, a => 2}}", 1, 5, "the map has the same key twice")]
    [InlineData("{lookup, Key}", 1, 10, "found the variable Key; a term has no variables (atoms begin with a small letter or have quotes)")]
    [InlineData("end", 1, 1, "found the reserved word 'end' (quote it to make it an atom); expected a term")]
    [InlineData("a. b.", 1, 4, "found b after the term; expected its end")]
    [InlineData("-a", 1, 2, "found a after \"-\"; expected a number")]
    [InlineData("\u20AC", 1, 1, "the character U+20AC does not begin any term")]
    [InlineData("{a,\r\n ~}", 2, 2, "the character U+007E does not begin any term")]
    [InlineData("{a, \"text}", 1, 5, "the text that begins here is not closed; expected \"")]
    [InlineData("'atom", 1, 1, "the text that begins here is not closed; expected '")]
    [InlineData("\"a\\x{110000}\"", 1, 6, "expected two hexadecimal digits, or the code of a character in braces, after \"\\x\"")]
    [InlineData("\"a\\xg0\"", 1, 5, "expected two hexadecimal digits, or the code of a character in braces, after \"\\x\"")]
    [InlineData("$", 1, 2, "expected a character after \"$\"")]
    [InlineData("$\\", 1, 3, "expected a character after \"\\\"")]
    [InlineData("\"\\^", 1, 4, "expected a character after \"\\^\"")]
    [InlineData("37#1", 1, 1, "37 is not a base; the base of a number is 2 to 36")]
    [InlineData("16#g", 1, 4, "expected a digit of base 16")]
    [InlineData("1.0e+", 1, 6, "expected a digit of base 10")]
    [InlineData("{1.0e999}", 1, 2, "the float is too large; the largest is 1.7976931348623157e308")]
    [InlineData("fun lists", 1, 10, "found the end of the text; expected \":\"")]
    [InlineData("fun lists:map/x", 1, 15, "found x; expected the arity of the fun")]
    [InlineData("fun 1:map/2", 1, 5, "found 1; expected an atom, as in fun lists:map/2")]
    [InlineData("<<a>>", 1, 3, "found a in a binary; expected an integer, a string or a float with /float")]
    [InlineData("<<1.5>>", 1, 3, "found 1.5 in a binary; expected an integer, a string or a float with /float")]
    [InlineData("<<1, 2", 1, 7, "found the end of the text; expected \">>\"")]
    [InlineData("<<1:x>>", 1, 5, "found x; expected a size from 0 to 8388608 bits")]
    [InlineData("<<1/bytes>>", 1, 5, "found bytes; expected integer, float, utf8, big, little, signed or unsigned")]
    [InlineData("<<16#D800/utf8>>", 1, 3, "55296 is not the code of a character")]
    [InlineData("<<1.5:16/float>>", 1, 3, "a float in a binary has 64 or 32 bits and must fit them")]
    [InlineData("<<\"\u20AC\">>", 1, 3, "a character of the string does not fit a byte; write <<\"…\"/utf8>>")]
    [InlineData("#Fun<a.1.2>", 1, 1, "a closure cannot be written as text; only fun Module:Function/Arity can")]
    [InlineData("#a", 1, 1, "expected \"#{\", \"#Ref<\" or \"#Port<\"")]
    [InlineData("<0.1>", 1, 5, "expected \".\" in a pid, port or reference")]
    [InlineData("<0.4294967296.0>", 1, 14, "expected a number of 32 bits (64 for a port)")]
    [InlineData("#Ref<0.1.2.3.4.5.6>", 1, 17, "a reference has at most 5 numbers")]
    public void A_faulty_term_is_refused_with_its_place_and_what_would_be_right(string text, int line, int column, string message)
    {
        TermSyntaxException fault = Assert.Throws<TermSyntaxException>(() => ErlTerm.Parse(text));

        Assert.Equal($"line {line}, column {column}: {message}", fault.Message);
        Assert.Equal((line, column), (fault.Line, fault.Column));
        Assert.False(ErlTerm.TryParse(text, out ErlTerm? term));
        Assert.Null(term);
    }

    [Theory]
    [InlineData("", 1, 1, "found the end of the text; expected a pattern")]
    [InlineData("{lookup, }", 1, 10, "found \"}\"; expected a pattern")]
    [InlineData("{lookup", 1, 8, "found the end of the text; expected \"}\"")]
    [InlineData("[H|T, U]", 1, 5, "found \",\"; expected \"]\"")]
    [InlineData("#{K := 1}", 1, 3, "the key in a map pattern must be a term without variables")]
    [InlineData("#{k => 1}", 1, 5, "found \"=>\"; expected \":=\"")]
    [InlineData("{a}\n {b}", 2, 2, "found \"{\" after the pattern; expected its end")]
    [InlineData("<<X>>", 1, 3, "found the variable X in a binary; expected an integer, a string or a float with /float")]
    [InlineData("case", 1, 1, "found the reserved word 'case' (quote it to make it an atom); expected a pattern")]
    public void A_faulty_pattern_is_refused_with_its_place_and_what_would_be_right(string text, int line, int column, string message)
    {
        TermSyntaxException fault = Assert.Throws<TermSyntaxException>(() => TermPattern.Parse(text));

        Assert.Equal($"line {line}, column {column}: {message}", fault.Message);
        Assert.Equal((line, column), (fault.Line, fault.Column));
    }

    [Fact]
    public void A_file_whose_term_has_no_dot_is_refused_where_the_dot_is_missing()
    {
        TermSyntaxException fault = Assert.Throws<TermSyntaxException>(() => TermParser.ParseFile("{a, 1}.\n{b, 2}\n{c, 3}.\n"));

        Assert.Equal("line 3, column 1: found \"{\"; expected a dot and white space after the term of line 2", fault.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_atom_that_is_too_long_is_refused_where_it_begins(bool quoted)
    {
        string name = new('a', 256);
        TermSyntaxException fault = Assert.Throws<TermSyntaxException>(() => ErlTerm.Parse(quoted ? $"{{'{name}'}}" : $"{{{name}}}"));

        Assert.Equal("line 1, column 2: an atom has at most 255 characters", fault.Message);
    }

    [Fact]
    public void A_number_with_too_many_digits_is_refused()
    {
        TermSyntaxException fault = Assert.Throws<TermSyntaxException>(() => ErlTerm.Parse(new string('9', 20_001)));

        Assert.EndsWith("a number has at most 20000 digits", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_integer_too_large_for_a_float_segment_is_refused()
    {
        TermSyntaxException fault = Assert.Throws<TermSyntaxException>(() => ErlTerm.Parse($"<<1{new string('0', 400)}/float>>"));

        Assert.EndsWith("a float in a binary has 64 or 32 bits and must fit them", fault.Message, StringComparison.Ordinal);
    }
}
