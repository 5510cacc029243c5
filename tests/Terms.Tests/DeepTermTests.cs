using Chan.Terms.External;

namespace Chan.Terms.Tests;

/// <summary>Terms nested so deep that any recursion would end the process.</summary>
public class DeepTermTests
{
    private const int Depth = 200_000;

    public static TheoryData<string> Forms => ["tuple", "list", "map value", "map key", "tail"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Deep_terms_are_compared_hashed_printed_parsed_and_encoded(string form)
    {
        ErlTerm one = Nest(form, 1);
        ErlTerm same = Nest(form, 1);
        ErlTerm larger = Nest(form, 2);

        Assert.True(one == same);
        Assert.False(one == larger);
        Assert.True(one < larger);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(one.GetHashCode(), larger.GetHashCode());

        byte[] bytes = TermEncoder.Encode(one);
        Assert.True(one == TermDecoder.Decode(bytes, TermLimits.Trusted with { MaxDepth = (2 * Depth) + 1 }));
        Assert.True(one == ErlTerm.Parse(one.ToString()));
    }

    private static ErlTerm Nest(string form, int leaf)
    {
        ErlTerm term = leaf;
        for (int i = 0; i < Depth; i++)
        {
            term = form switch
            {
                "tuple" => ErlTerm.Tuple(term),
                "list" => ErlTerm.List(term),
                "map value" => ErlTerm.Map((Atoms.Ok, term)),
                "map key" => ErlTerm.Map((term, Atoms.Ok)),
                _ => ErlTerm.ImproperList([Atoms.Ok], ErlTerm.Tuple(term)),
            };
        }

        return term;
    }
}
