using Chan.Distribution.Net.Cookies;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Tests.Net.Nodes;

public sealed class CookieWarningTests
{
    [Fact]
    [Trait("Scenario", "N5")]
    public async Task A_node_says_at_its_start_that_its_cookie_has_the_form_of_erlangs_own()
    {
        const string FormOfErlang = "QHYTVBNDKELSJWPZXCOM";
        await using var cluster = new MemoryCluster();
        cluster.Log.Expect(LogLevel.Warning, "state of 36 bits");
        await cluster.StartAsync("a", options => options with { Cookie = Cookie.FromString(FormOfErlang) });

        Assert.DoesNotContain(cluster.Log.Entries, entry => entry.Message.Contains(FormOfErlang, StringComparison.Ordinal));
    }
}
