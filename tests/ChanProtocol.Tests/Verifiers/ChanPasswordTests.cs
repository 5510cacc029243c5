using System.Text;
using Chan.Protocol.Verifiers;
using Chan.TestKit;

namespace Chan.Protocol.Tests.Verifiers;

public class ChanPasswordTests
{
    [Theory]
    [InlineData("secret", "secret")]
    [InlineData("secret\n", "secret")]
    [InlineData("secret\r\n", "secret")]
    [InlineData("secret\n\n", "secret\n")]
    [InlineData("secret\r\n\r\n", "secret\r\n")]
    [InlineData("secret\r", "secret\r")]
    [InlineData(" secret ", " secret ")]
    public void Exactly_one_final_line_end_of_a_file_is_not_part_of_the_password(string content, string expected)
    {
        using ChanPassword password = ChanPassword.FromUtf8File(Encoding.UTF8.GetBytes(content));

        Assert.Equal(expected, Encoding.UTF8.GetString(password.Utf8));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("0A", "empty")]
    [InlineData("0D0A", "empty")]
    [InlineData("610062", "NUL")]
    [InlineData("61FF", "UTF-8")]
    [InlineData("C0AF", "UTF-8")]
    [InlineData("EDA080", "UTF-8")]
    public void A_file_that_holds_no_password_is_refused_with_the_reason(string hex, string reason)
    {
        FormatException thrown = Assert.Throws<FormatException>(() => ChanPassword.FromUtf8File(Convert.FromHexString(hex)));

        Assert.Contains(reason, thrown.Message, StringComparison.Ordinal);
        Assert.Null(thrown.InnerException);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused() => Assert.Throws<FormatException>(() => ChanPassword.FromString("a\uD800"));

    [Fact]
    public void Letter_and_accent_are_the_same_password_as_the_accented_letter()
    {
        using ChanPassword composed = ChanPassword.FromString("Zo\u00EB");
        using ChanPassword decomposed = ChanPassword.FromString("Zoe\u0308");
        using ChanPassword other = ChanPassword.FromString("Zoe");

        Assert.True(composed.IsSameAs(decomposed));
        Assert.False(composed.IsSameAs(other));
    }

    [Fact]
    public void Generated_passwords_have_128_bits_and_differ()
    {
        var random = new FixedRandom();
        using ChanPassword first = ChanPassword.Generate(random, out string firstText);
        using ChanPassword second = ChanPassword.Generate(random, out string secondText);

        Assert.Equal(22, firstText.Length);
        Assert.NotEqual(firstText, secondText);
        Assert.False(first.IsSameAs(second));
    }

    [Fact]
    public void An_erased_password_cannot_be_used()
    {
        ChanPassword password = ChanPassword.FromString("secret");
        password.Dispose();

        Assert.Throws<ObjectDisposedException>(() => password.IsSameAs(password));
    }
}
