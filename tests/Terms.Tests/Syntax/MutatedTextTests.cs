using Chan.Terms.Patterns;
using Chan.Terms.Syntax;
using FsCheck;
using FsCheck.Fluent;

namespace Chan.Terms.Tests.Syntax;

/// <summary>Whatever a text is, reading it gives a term or a <see cref="TermSyntaxException"/>, and nothing else.</summary>
public class MutatedTextTests
{
    private static readonly string[] Texts =
    [
        "{store, \"key\", 16#ff_ff, [1, 2.5e-3|tail]}.",
        "#{k => <<1:3, \"text\"/utf8, -1.5:32/float-little>>, 'quoted \\x{20AC} atom' => $\\n, 1 => fun lists:map/2}",
        "{<0.9.1>, <'a@b'/1.9.0>, #Ref<0.1.2.3>, #Port<0.7>, \"joined\" \"text\", \"\\^a\\777\"} % comment\n",
        "{lookup, Key, [H|T], #{size := Size}, _, _Name, <<\"abc\">>, -17}",
    ];

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", "#{", "<<", ">>", "|", ",", "=>", ":=", ":", "/", "-", ".", "\"", "'", "$", "\\", "\\x{", "#", "#Ref<", "<0.", "fun ",
        "16#", "1.0e", "_", "X", "a", "999999999999", "\n", "%", "\0", "\uD800", "\uDC00", "\u20AC", "/float", "/utf8", ":8388608",
    ];

    [Fact]
    public void A_damaged_text_gives_a_term_or_a_syntax_error()
        => Prop.ForAll(DamagedTexts().ToArbitrary(), IsReadOrRefused).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Fact]
    public void Any_text_at_all_gives_a_term_or_a_syntax_error()
        => Prop.ForAll<string>(text => text is null || IsReadOrRefused(text)).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void A_text_of_random_words_gives_a_term_or_a_syntax_error()
        => Prop.ForAll(Gen.Elements(Pieces).ArrayOf().Select(string.Concat).ToArbitrary(), IsReadOrRefused)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    private static Gen<string> DamagedTexts()
        => from text in Gen.Elements(Texts)
           from piece in Gen.Elements(Pieces)
           from at in Gen.Choose(0, text.Length)
           from cut in Gen.Choose(0, Math.Min(5, text.Length - at))
           from rest in Gen.Choose(0, text.Length - at - cut)
           from isCut in Gen.Elements(true, false)
           select text[..at] + piece + (isCut ? text.Substring(at + cut, rest) : text[(at + cut)..]);

    /// <summary>Any other exception fails the property with the text that caused it; the place must lie in the text.</summary>
    private static bool IsReadOrRefused(string text)
        => IsReadOrRefused(text, () => ErlTerm.Parse(text))
            && IsReadOrRefused(text, () => TermPattern.Parse(text))
            && IsReadOrRefused(text, () => TermParser.ParseFile(text));

    private static bool IsReadOrRefused(string text, Func<object> read)
    {
        try
        {
            return read() is not null;
        }
        catch (TermSyntaxException fault)
        {
            string[] lines = text.Split('\n');
            return fault.Line >= 1 && fault.Line <= lines.Length && fault.Column >= 1 && fault.Column <= lines[fault.Line - 1].Length + 1;
        }
    }
}
