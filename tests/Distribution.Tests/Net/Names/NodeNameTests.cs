using Chan.Distribution.Net.Names;
using Chan.Terms;

namespace Chan.Distribution.Tests.Net.Names;

public sealed class NodeNameTests
{
    [Theory]
    [InlineData("a@localhost", "a", "localhost", NodeNameForm.Short)]
    [InlineData("shop-1_x@db.example.org", "shop-1_x", "db.example.org", NodeNameForm.Long)]
    [InlineData("a@127.0.0.1", "a", "127.0.0.1", NodeNameForm.Long)]
    [InlineData("a@::1", "a", "::1", NodeNameForm.Long)]
    [InlineData("a@42", "a", "42", NodeNameForm.Short)]
    [InlineData("D4XHIVIFI8WW@localhost", "D4XHIVIFI8WW", "localhost", NodeNameForm.Short)]
    public void A_name_is_taken_apart(string text, string name, string host, NodeNameForm form)
    {
        var parsed = NodeName.Parse(text);

        Assert.Equal((name, host, form, text), (parsed.Name, parsed.Host, parsed.Form, parsed.ToString()));
        Assert.Same(ErlTerm.Atom(text), parsed.Atom);
        Assert.Equal(NodeName.Parse(text), parsed);
        Assert.Equal(NodeName.Parse(text).GetHashCode(), parsed.GetHashCode());
    }

    [Theory]
    [InlineData("", "1 to 255 characters")]
    [InlineData("a", "exactly one '@'")]
    [InlineData("@host", "exactly one '@'")]
    [InlineData("a@", "exactly one '@'")]
    [InlineData("a@b@c", "exactly one '@'")]
    [InlineData("a b@host", "printable ASCII")]
    [InlineData("a@h\u00f6st", "printable ASCII")]
    [InlineData("a\n@host", "'a?@host'")]
    public void What_is_no_name_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(NodeName.TryParse(text, out NodeName? name, out string? error));
        Assert.Null(name);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Throws<FormatException>(() => NodeName.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_has_at_most_255_characters()
    {
        Assert.True(NodeName.TryParse("a@" + new string('h', 253), out _, out _));
        Assert.False(NodeName.TryParse("a@" + new string('h', 254), out _, out _));
    }

    [Theory]
    [InlineData("shop", NodeNameForm.Short, "box", "shop@box")]
    [InlineData("shop", NodeNameForm.Short, "box.example.org", "shop@box")]
    [InlineData("shop", NodeNameForm.Long, "box.example.org", "shop@box.example.org")]
    [InlineData("shop@there", NodeNameForm.Short, "box", "shop@there")]
    [InlineData("shop@127.0.0.1", NodeNameForm.Long, "box", "shop@127.0.0.1")]
    [InlineData("shop@::1", NodeNameForm.Short, "box", "shop@::1")]
    public void An_own_name_without_a_host_is_completed(string text, NodeNameForm form, string hostName, string whole)
        => Assert.Equal(whole, NodeName.ForThisNode(text, form, hostName).ToString());

    [Theory]
    [InlineData("shop@a.b", NodeNameForm.Short, "Use 'shop@a'")]
    [InlineData("shop@a", NodeNameForm.Long, "Use 'shop@a.domain' or an IP address")]
    [InlineData("shop", NodeNameForm.Long, "no full domain name of its own")]
    [InlineData("sh.op", NodeNameForm.Short, "use letters, digits")]
    [InlineData("", NodeNameForm.Short, "exactly one '@'")]
    public void An_own_name_that_fits_no_family_is_refused_with_what_would_be_right(string text, NodeNameForm form, string reason)
        => Assert.Contains(
            reason, Assert.Throws<FormatException>(() => NodeName.ForThisNode(text, form, "box")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a@box", NodeNameForm.Short, true)]
    [InlineData("a@box", NodeNameForm.Long, false)]
    [InlineData("a@box.org", NodeNameForm.Short, false)]
    [InlineData("a@box.org", NodeNameForm.Long, true)]
    [InlineData("a@10.0.0.1", NodeNameForm.Long, true)]
    [InlineData("a@10.0.0.1", NodeNameForm.Short, false)]
    [InlineData("a@::1", NodeNameForm.Short, true)]
    public void Short_and_long_names_do_not_mix(string peer, NodeNameForm own, bool mayMeet)
    {
        Assert.Equal(mayMeet, NodeName.Parse(peer).CanMeet(own, out string? error));
        Assert.Equal(mayMeet, error is null);
    }

    [Fact]
    public async Task The_machine_has_a_name_for_short_names()
        => Assert.DoesNotContain(
            "@",
            await LocalHostName.GetAsync(NodeNameForm.Short, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
}
