using Chan.Protocol.Sessions;
using Chan.Terms;
using Chan.Terms.External;

namespace Chan.Protocol.Tests.Sessions;

public class ChanErrorTests
{
    [Fact]
    public void The_error_terms_are_those_of_the_protocol()
    {
        Assert.Equal("{error,refused,pattern}", ChanError.RefusedByPattern.ToString());
        Assert.Equal("{error,refused,size}", ChanError.RefusedBySize.ToString());
        Assert.Equal("{error,refused,rate}", ChanError.RefusedByRate.ToString());
        Assert.Equal("{error,refused,atoms}", ChanError.RefusedByAtoms.ToString());
        Assert.Equal("{error,timeout,cancelled}", ChanError.Cancelled.ToString());
        Assert.Equal("{error,timeout,silence}", ChanError.Silence.ToString());
        Assert.Equal("{error,timeout,start}", ChanError.StartTimeout.ToString());
        Assert.Equal("{error,exit,hidden}", ChanError.HiddenExit.ToString());
        Assert.Equal("{error,exit,badarith}", ChanError.Exit(ErlTerm.Atom("badarith")).ToString());
        Assert.Equal("{error,protocol,<<\"Why.\">>}", ChanError.Protocol("Why.").ToString());
        Assert.Equal("{error,badterm,duplicate_key}", ChanError.BadTerm(TermRule.DuplicateKey).ToString());
    }

    [Theory]
    [InlineData("{error, refused, pattern}", true)]
    [InlineData("{error, anything, {at, all}}", true)]
    [InlineData("{error, \"text\", x}", false)]
    [InlineData("{error, refused}", false)]
    [InlineData("{ok, refused, pattern}", false)]
    [InlineData("normal", false)]
    public void Only_error_terms_are_read_as_errors(string term, bool isError)
    {
        Assert.Equal(isError, ChanError.TryParse(ErlTerm.Parse(term), out ChanError? error));
        Assert.Equal(isError ? ErlTerm.Parse(term) : null, error?.ToTerm());
    }

    [Fact]
    public void Every_rule_of_the_decoder_has_an_atom()
        => Assert.Equal(Enum.GetValues<TermRule>().Length, Enum.GetValues<TermRule>().Select(ChanError.BadTerm).Distinct().Count());
}
