namespace Chan.Client.Tests;

public class ChanEndpointTests
{
    [Theory]
    [InlineData("chan://localhost:4000/nameServer", "localhost", 4000, "nameServer", "", ChanScheme.Native)]
    [InlineData("chan://localhost/nameServer", "localhost", 12340, "nameServer", "", ChanScheme.Native)]
    [InlineData("CHAN://Host.Example:1/a", "Host.Example", 1, "a", "", ChanScheme.Native)]
    [InlineData("chan://joe@10.0.0.1:65535/a.b_c-d", "10.0.0.1", 65535, "a.b_c-d", "joe", ChanScheme.Native)]
    [InlineData("chan://[::1]:4000/s", "::1", 4000, "s", "", ChanScheme.Native)]
    [InlineData("chan://[fe80::2]/s", "fe80::2", 12340, "s", "", ChanScheme.Native)]
    [InlineData("chan-classic://127.0.0.1:2233/chat", "127.0.0.1", 2233, "chat", "", ChanScheme.Classic)]
    public void A_url_names_scheme_host_port_service_and_client(
        string url, string host, int port, string service, string client, ChanScheme scheme)
        => Assert.Equal(new ChanEndpoint(host, port, service, scheme) { ClientName = client }, ChanEndpoint.Parse(url));

    [Theory]
    [InlineData("localhost:4000/s", "no scheme")]
    [InlineData("http://localhost/s", "neither chan nor chan-classic")]
    [InlineData("chan://localhost", "names no service")]
    [InlineData("chan://localhost/", "service name")]
    [InlineData("chan://localhost/a/b", "service name")]
    [InlineData("chan://localhost/a?b=c", "service name")]
    [InlineData("chan://localhost/naïve", "service name")]
    [InlineData("chan:///s", "no valid host")]
    [InlineData("chan://a b/s", "no valid host")]
    [InlineData("chan://h:0/s", "from 1 to 65535")]
    [InlineData("chan://h:65536/s", "from 1 to 65535")]
    [InlineData("chan://h:+1/s", "from 1 to 65535")]
    [InlineData("chan://h:/s", "from 1 to 65535")]
    [InlineData("chan://::1/s", "between [ and ]")]
    [InlineData("chan://[::1/s", "IPv6")]
    [InlineData("chan://[10.0.0.1]:1/s", "IPv6")]
    [InlineData("chan://[::1]4000/s", "from 1 to 65535")]
    [InlineData("chan://joe blow@h/s", "client name")]
    [InlineData("chan://@h/s", "client name")]
    [InlineData("chan-classic://joe@h/s", "no client names")]
    public void Anything_else_is_refused_with_what_would_be_right(string url, string hint)
    {
        FormatException e = Assert.Throws<FormatException>(() => ChanEndpoint.Parse(url));

        Assert.Contains(hint, e.Message, StringComparison.Ordinal);
        Assert.False(ChanEndpoint.TryParse(url, out ChanEndpoint? none));
        Assert.Null(none);
    }

    [Theory]
    [InlineData("chan://joe:s3cretWord@h/s")]
    [InlineData("chan://:s3cretWord@h/s")]
    [InlineData("chan://joe:s3cret@s3cretWord@h/s")]
    [InlineData("chan://s3cretWord:@h:99999/s")]
    public void A_password_in_a_url_is_refused_and_not_repeated(string url)
    {
        FormatException e = Assert.Throws<FormatException>(() => ChanEndpoint.Parse(url));

        Assert.Contains("--password-file", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chan://h:4000/s")]
    [InlineData("chan://joe@[::1]:4000/s")]
    [InlineData("chan-classic://h:1/s")]
    public void Printing_gives_the_url_again(string url) => Assert.Equal(url, ChanEndpoint.Parse(url).ToString());

    [Fact]
    public void Names_may_have_64_characters_and_no_more()
    {
        string name = new('a', 64);

        Assert.Equal(name, ChanEndpoint.Parse($"chan://{name}@h/{name}").ClientName);
        Assert.False(ChanEndpoint.TryParse($"chan://h/{name}a", out _));
        Assert.False(ChanEndpoint.TryParse($"chan://{name}a@h/s", out _));
    }
}
