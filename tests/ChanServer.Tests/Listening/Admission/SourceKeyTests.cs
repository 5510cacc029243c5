using System.Net;
using Chan.Server.Listening.Admission;

namespace Chan.Server.Tests.Listening.Admission;

public class SourceKeyTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("::1", "::/64")]
    public void An_address_has_one_source(string address, string source)
    {
        var key = SourceKey.Of(IPAddress.Parse(address));

        Assert.Equal(source, key.ToString());
        Assert.True(SourceKey.TryParse(source, out SourceKey read));
        Assert.Equal(key, read);
    }

    [Fact]
    public void An_IPv4_address_is_never_an_IPv6_source()
        => Assert.NotEqual(SourceKey.Of(IPAddress.Parse("0.0.0.1")), SourceKey.Of(IPAddress.Parse("0:0:0:1::")));

    [Fact]
    public void Text_that_is_no_address_is_not_read() => Assert.False(SourceKey.TryParse("nobody", out _));
}
