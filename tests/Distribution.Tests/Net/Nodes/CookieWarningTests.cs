using Chan.Distribution.Net.Cookies;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;
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

    [Fact]
    [Trait("Scenario", "N5")]
    public async Task A_weak_cookie_that_the_owner_insists_on_is_called_so_once_and_never_shown()
    {
        const string Short = "tryst-at-noon";
        Cookie weak = Cookie.FromString(Short, WeakCookies.Accept);
        await using var cluster = new MemoryCluster();
        cluster.Log.Expect(LogLevel.Warning, "fewer than 20 characters");

        Node node = await cluster.StartAsync("a", options => options with { Cookie = weak });
        await cluster.StartAsync("b", options => options with { Cookie = weak });
        Assert.True((await node.ConnectAsync("b@memory").WaitAsync(TestTimeouts.Long)).IsConnected);

        Assert.Equal(["a@memory", "b@memory"], Warned());
        node.SetCookie(ErlTerm.Atom("c@memory"), weak);
        Assert.Equal(["a@memory", "b@memory", "c@memory"], Warned());
        Assert.DoesNotContain(cluster.Log.Entries, entry => entry.ToString().Contains(Short, StringComparison.Ordinal));

        IEnumerable<object?> Warned() => cluster.Log.Entries.Where(entry => entry.EventId.Id == 2111).Select(entry => entry.Values["Node"]);
    }
}
