using Chan.Distribution.Net.Cookies;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Net.Cookies;

public sealed class CookieTests
{
    private const string Strong = "0123456789abcdefghij";

    // The captured session of the protocol's section 9.2, cookie abc.
    [Theory]
    [InlineData(0xd9598abau, "d1fb82289913afbda5bdf94d0d447989")]
    [InlineData(0x123b5c94u, "b4e38041fc96a3d7b942f6aa6a515ad3")]
    public void The_digest_is_that_of_a_captured_session(uint challenge, string expected)
    {
        Cookie cookie = Weak("abc");
        byte[] digest = new byte[Cookie.DigestLength];
        cookie.Digest(challenge, digest);

        Assert.Equal(expected, Convert.ToHexStringLower(digest));
        Assert.True(cookie.Proves(challenge, digest));
        Assert.False(cookie.Proves(challenge + 1, digest));
        Assert.False(Weak("abd").Proves(challenge, digest));
        Assert.False(cookie.Proves(challenge, digest.AsSpan(1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("z\u00e4h0123456789abcdefghij")]
    [InlineData("with\ttab0123456789abcdefghij")]
    public void What_cannot_be_a_cookie_is_refused_even_if_weak_ones_are_accepted(string text)
        => Assert.Throws<CookieException>(() => Weak(text));

    [Fact]
    public void A_cookie_has_at_most_255_characters()
    {
        string longest = string.Concat(Enumerable.Repeat("abcde", 51));
        Assert.Null(Cookie.FromString(longest).Weakness);
        Assert.Throws<CookieException>(() => Cookie.FromString(longest + "x"));
    }

    [Theory]
    [InlineData("abc", "fewer than 20 characters")]
    [InlineData("0123456789abcdefghi", "fewer than 20 characters")]
    [InlineData("monster", "stands in manuals")]
    [InlineData("ChangeMe", "stands in manuals")]
    [InlineData("SWQOKODSQALRPCLNMEQG", "stands in manuals")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaa", "repeats one character")]
    public void A_cookie_that_could_be_guessed_is_refused_unless_its_owner_accepts_that(string text, string reason)
    {
        string message = Assert.Throws<CookieException>(() => Cookie.FromString(text)).Message;

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain(text, message, StringComparison.Ordinal);
        Assert.Contains(reason, Weak(text).Weakness, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cookie_in_the_form_that_erlang_makes_is_taken_with_a_warning()
    {
        var cookie = Cookie.FromString("QHYTVBNDKELSJWPZXCOM");

        Assert.Null(cookie.Weakness);
        Assert.Contains("36 bits", cookie.Warning, StringComparison.Ordinal);
        Assert.Null(Cookie.FromString(Strong).Warning);
    }

    [Fact]
    public void A_generated_cookie_has_64_digits_and_full_strength()
    {
        var random = new FixedRandom();
        var cookie = Cookie.Generate(random);
        using var written = new MemoryStream();
        cookie.WriteTo(written);
        string text = System.Text.Encoding.ASCII.GetString(written.ToArray());

        Assert.Matches("^[0-9a-f]{64}$", text);
        Assert.Equal((null, null), (cookie.Weakness, cookie.Warning));
        Assert.Equal(Cookie.FromString(text), cookie);
        Assert.NotEqual(Cookie.Generate(random), cookie);
    }

    [Fact]
    public void A_cookie_never_shows_itself()
    {
        var cookie = Cookie.FromString(Strong);

        Assert.Equal("***", cookie.ToString());
        Assert.Equal("cookie ***", $"cookie {cookie}");
        Assert.Equal(Cookie.FromString(new string(Strong.Reverse().ToArray())).GetHashCode(), cookie.GetHashCode());
    }

    [Fact]
    public void A_peer_has_the_own_cookie_until_it_has_one_of_its_own()
    {
        var store = new CookieStore(Weak("own"));
        Assert.Equal(Weak("own"), store.Get("b@h"));

        store.Set("b@h", Weak("special"));
        store.Own = Weak("new");

        Assert.Equal((Weak("special"), Weak("new"), Weak("new")), (store.Get("b@h"), store.Get("c@h"), store.Own));
    }

    private static Cookie Weak(string text) => Cookie.FromString(text, WeakCookies.Accept);
}
