using System.Text.Json;
using Chan.Cli.Output;
using Chan.Terms;

namespace Chan.Cli.Tests.Output;

public class TermJsonTests
{
    [Theory]
    [InlineData("ok", "\"ok\"")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("undefined", "null")]
    [InlineData("nil", "null")]
    [InlineData("null", "null")]
    [InlineData("'quoted Atom'", "\"quoted Atom\"")]
    [InlineData("42", "42")]
    [InlineData("-123456789012345678901234567890", "-123456789012345678901234567890")]
    [InlineData("1.0", "1.0")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("1.0e300", "1E+300")]
    [InlineData("<<\"bin\">>", "\"bin\"")]
    [InlineData("<<>>", "\"\"")]
    [InlineData("<<255,0>>", "{\"base64\":\"/wA=\"}")]
    [InlineData("\"text\"", "\"text\"")]
    [InlineData("\"a\\\"b\\n\"", "\"a\\\"b\\n\"")]
    [InlineData("[]", "[]")]
    [InlineData("[1,2]", "[1,2]")]
    [InlineData("[a|b]", "{\"list\":[\"a\"],\"tail\":\"b\"}")]
    [InlineData("{}", "[]")]
    [InlineData("{ok,{a,1}}", "[\"ok\",[\"a\",1]]")]
    [InlineData("#{}", "{}")]
    [InlineData("#{a => 1}", "{\"a\":1}")]
    [InlineData("#{1 => a}", "{\"1\":\"a\"}")]
    [InlineData("#{<<\"k\">> => \"v\"}", "{\"k\":\"v\"}")]
    [InlineData("#{{x,1} => a}", "{\"map\":[[[\"x\",1],\"a\"]]}")]
    public void Terms_become_json(string term, string json) => Assert.Equal(json, TermJson.Write(ErlTerm.Parse(term)));

    [Fact]
    public void A_map_whose_keys_have_the_same_text_keeps_them_apart_as_pairs()
    {
        string json = TermJson.Write(ErlTerm.Parse("#{a => 1, <<\"a\">> => 2}"));

        Assert.Equal("{\"map\":[[\"a\",1],[\"a\",2]]}", json);
    }

    [Fact]
    public void What_json_does_not_know_is_printed_as_erlang_does()
        => Assert.Equal("\"" + ErlTerm.Parse("<<1:3>>") + "\"", TermJson.Write(ErlTerm.Parse("<<1:3>>")));

    [Fact]
    public void The_deepest_term_that_a_gateway_can_send_is_written()
    {
        ErlTerm term = Atoms.Ok;
        for (int i = 0; i < 512; i++)
        {
            term = ErlTerm.Map((ErlTerm.Tuple(term), term is ErlAtom ? term : Atoms.Ok));
        }

        using JsonDocument parsed = JsonDocument.Parse(TermJson.Write(term), new JsonDocumentOptions { MaxDepth = 8192 });
        Assert.Equal(JsonValueKind.Object, parsed.RootElement.ValueKind);
    }
}
