using Chan.Protocol.Verifiers;
using Chan.TestKit;

namespace Chan.Protocol.Tests.Verifiers;

public class NormalFormCTests
{
    /// <summary>Expected values from Python's unicodedata.</summary>
    [Theory]
    [InlineData("\u0065\u0301", "\u00E9")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("\u2126", "\u03A9")]
    [InlineData("\u0071\u0307\u0323", "\u0071\u0323\u0307")]
    [InlineData("\u0071\u0323\u0307", "\u0071\u0323\u0307")]
    [InlineData("\u1100\u1161\u11A8", "\uAC01")]
    [InlineData("\uAC00\u11A8", "\uAC01")]
    [InlineData("\uAC01", "\uAC01")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\u1E9B\u0323", "\u1E9B\u0323")]
    [InlineData("\u2ADC", "\u2ADD\u0338")]
    [InlineData("\uD834\uDD5E", "\uD834\uDD57\uD834\uDD65")]
    [InlineData("\uD87E\uDC00", "\u4E3D")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\u0061\u0308\u0301", "\u00E4\u0301")]
    [InlineData("\u0061\u05AE\u0300\u0315\u0062", "\u00E0\u05AE\u0315\u0062")]
    [InlineData("\u0B47\u0300\u0B3E", "\u0B47\u0300\u0B3E")]
    [InlineData("\uD804\uDCA5\uD804\uDCBA", "\uD804\uDCAB")]
    [InlineData("\u006F\u0328\u0304", "\u01ED")]
    [InlineData("\u1F82", "\u1F82")]
    [InlineData("\u0041\u030A\u0327", "\u00C5\u0327")]
    [InlineData("\u004F\u0301\u11A8\u0915\u0302\u0301\u0301\u0061\u0345\u0308\u0313", "\u00D3\u11A8\u0915\u0302\u0301\u0301\u00E4\u0313\u0345")]
    [InlineData("\u0065\u0345\u03C9\u0308\u0313\u0041", "\u0065\u0345\u03C9\u0308\u0313\u0041")]
    [InlineData("\u0055\u0300\u0055\u0303\u0302\u006E\u1161\u0338", "\u00D9\u0168\u0302\u006E\u1161\u0338")]
    [InlineData("\u0063\u0073\u0345\u0303\u0302\u004F\u0308\u0301\u0338", "\u0063\u0073\u0303\u0302\u0345\u00D6\u0338\u0301")]
    [InlineData("\u03C9\u0300\u0308\u006E\u0303\u0327\u0327\u093C\u006E\u0328\u0302\u0303", "\u1F7C\u0308\u0146\u093C\u0327\u0303\u006E\u0328\u0302\u0303")]
    [InlineData("\u006E\u0338\u0313\u0065\u0065\u1161\u0308\u0345", "\u006E\u0338\u0313\u0065\u0065\u1161\u0308\u0345")]
    [InlineData("\u03C9\u11A8\u0323\u0302\u0045\u0928\u1161", "\u03C9\u11A8\u0323\u0302\u0045\u0928\u1161")]
    [InlineData("\u1100\u0302\u0323\u0928\u0323\u1161\u0345\u0303\u0073", "\u1100\u0323\u0302\u0928\u0323\u1161\u0303\u0345\u0073")]
    [InlineData("\u0065\u0308\u004F\u0073\u0308", "\u00EB\u004F\u0073\u0308")]
    [InlineData("\u1100\u0065\u11A8\u0301\u006E\u0300\u0323", "\u1100\u0065\u11A8\u0301\u1E47\u0300")]
    [InlineData("\u006E\u0302\u0313\u0928\u1161\u0338\u0301\u0308\u0045\u0308\u0302\u0308", "\u006E\u0302\u0313\u0928\u1161\u0338\u0301\u0308\u00CB\u0302\u0308")]
    [InlineData("\u0915\u0302\u0323\u093C\u0300\u0063\u1100\u0323", "\u0915\u093C\u0323\u0302\u0300\u0063\u1100\u0323")]
    [InlineData("\u0063\u093C\u0301\u1100\u0327\u0045", "\u0107\u093C\u1100\u0327\u0045")]
    [InlineData("\u0065\u0065\u093C\u0075\u0300\u0345\u0328\u093C", "\u0065\u0065\u093C\u0173\u093C\u0300\u0345")]
    public void Text_is_composed_as_Unicode_says(string text, string expected)
    {
        Assert.Equal(expected, new string(NormalFormC.Normalize(text)));
        Assert.Equal(expected, new string(NormalFormC.Normalize(expected)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain ASCII")]
    [InlineData("Zo\u00EB")]
    [InlineData("\u043F\u0430\u0440\u043E\u043B\u044C")]
    [InlineData("\uD83D\uDD11")]
    public void Text_that_is_composed_stays_as_it_is(string text) => Assert.Equal(text, new string(NormalFormC.Normalize(text)));

    [Fact]
    public void Normalizing_twice_changes_nothing_more()
    {
        var random = new FixedRandom(3);
        byte[] bytes = new byte[40];
        for (int round = 0; round < 2_000; round++)
        {
            random.GetBytes(bytes);
            string text = System.Text.Encoding.BigEndianUnicode.GetString(bytes);
            char[] once = NormalFormC.Normalize(text);
            Assert.Equal(once, NormalFormC.Normalize(once));
        }
    }
}
