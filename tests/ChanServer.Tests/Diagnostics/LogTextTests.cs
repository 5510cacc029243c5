using Chan.Server.Diagnostics;

namespace Chan.Server.Tests.Diagnostics;

public class LogTextTests
{
    [Theory]
    [InlineData(null, "-")]
    [InlineData("", "-")]
    [InlineData("nameServer", "nameServer")]
    [InlineData("a b", "a b")]
    [InlineData("x\n1100 auth ok", "x\\u000a1100 auth ok")]
    [InlineData("x\\n", "x\\u005cn")]
    [InlineData("\u001b[31m", "\\u001b[31m")]
    [InlineData("\u202etxt", "\\u202etxt")]
    [InlineData("ü", "\\u00fc")]
    public void Everything_but_printable_ASCII_is_escaped(string? text, string expected) => Assert.Equal(expected, LogText.Escape(text));

    [Fact]
    public void A_long_name_is_cut_and_marked()
        => Assert.Equal(new string('a', 80) + "...(920 more)", LogText.Escape(new string('a', 1000)));
}
