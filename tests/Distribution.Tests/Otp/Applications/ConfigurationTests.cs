using Chan.Distribution.Otp.Applications;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Otp.Applications;

[Trait("Scenario", "O5")]
public sealed class ConfigurationTests : ApplicationTest
{
    private static readonly ErlAtom Shop = ErlTerm.Atom("shop");

    [Fact]
    public async Task Settings_of_the_configuration_go_before_those_of_the_application_and_outlive_unloading()
    {
        var shop = new FakeApplication("shop") { Settings = Settings("{port, 1}, {host, here}") };
        await using ApplicationController controller = await ApplicationController.StartAsync(
            Node, Controlled(shop) with { Configuration = Configuration("{port, 2}, {more, 3}") });
        Assert.Null(controller.GetEnvironment(Shop, Name("port")));
        controller.Load(Shop);
        Assert.Equal("host here, more 3, port 2", Show(controller.GetAllEnvironment(Shop)));

        controller.SetEnvironment(Shop, Name("port"), 4);
        controller.UnsetEnvironment(Shop, Name("more"));
        Assert.Equal("ok", await ApplyAsync("set_env", Shop, Name("host"), Name("there")));
        Assert.Equal("ok", await ApplyAsync("set_env", Shop, Name("kept"), 5, Term("[{persistent, true}, {timeout, 9}]")));
        Assert.Equal("ok", await ApplyAsync("set_env", Shop, Name("lost"), 6, Term("infinity")));
        Assert.Equal("host there, kept 5, lost 6, port 4", Show(controller.GetAllEnvironment(Shop)));
        await controller.UnloadAsync(Shop);
        Assert.Empty(controller.GetAllEnvironment(Shop));
        controller.Load(Shop);
        Assert.Equal("host here, kept 5, port 4", Show(controller.GetAllEnvironment(Shop)));
        Assert.Equal("ok", await ApplyAsync("unset_env", Shop, Name("kept"), Term("[{persistent, true}]")));
        Assert.Equal("ok", await ApplyAsync("unset_env", Shop, Name("port")));
        Assert.Equal("host here", Show(controller.GetAllEnvironment(Shop)));
    }

    [Fact]
    public async Task Many_settings_are_made_at_once_or_none_of_them()
    {
        await using ApplicationController controller = await ApplicationController.StartAsync(Node, Controlled());
        Assert.Equal("ok", await ApplyAsync("set_env", Term("[{shop, [{port, 1}]}, {stock, [{size, 2}]}]")));
        foreach (string wrong in new[]
                 {
                     "[{shop, [{port, 3}]}, {shop, []}]", "[{stock, [{size, 3}]}, {shop, [{port, 3}, {port, 4}]}]", "[{shop, [{\"port\", 3}]}]", "[{\"shop\", []}]", "shop",
                     "[{shop, [{port, 3} | x]}]",
                 })
        {
            Assert.StartsWith("{badarg,\"", await ReasonOf(ApplyAsync("set_env", Term(wrong))), StringComparison.Ordinal);
        }

        Assert.Equal("badarg", await ReasonOf(ApplyAsync("set_env", Shop, Name("port"), 3, Name("wrong"))));
        Assert.Equal("port 1", Show(controller.GetAllEnvironment(Shop)));
        Assert.Equal("size 2", Show(controller.GetAllEnvironment(Name("stock"))));
    }

    [Fact]
    public async Task Applications_that_run_are_told_what_is_other_in_a_new_configuration()
    {
        var changes = new List<string>();
        FakeApplication Told(string name, string settings) => new(name)
        {
            Settings = Settings(settings),
            Changing = change =>
            {
                changes.Add($"{name}: {Show(change.Changed)}; {Show(change.Added)}; {string.Join(", ", change.Removed)}");
                return Task.CompletedTask;
            },
        };
        ApplicationControllerOptions options = Controlled(Told("shop", "{port, 1}, {host, here}"), Told("idle", "{port, 1}"), Told("same", "{a, 1}"));
        await using ApplicationController controller = await ApplicationController.StartAsync(
            Node, options with { Configuration = Configuration("{port, 2}, {more, 3}") });
        await controller.StartAsync(Shop);
        await controller.StartAsync(Name("same"));
        controller.Load(Name("idle"));
        Assert.Equal("ok", await ApplyAsync("set_env", Shop, Name("own"), 1));
        await controller.ChangeConfigurationAsync(Configuration("{host, there}, {new, 4}")).WaitAsync(TestTimeouts.Long);

        Assert.Equal("host there, new 4, port 1", Show(controller.GetAllEnvironment(Shop)));
        Assert.Equal(["shop: host there, port 1; new 4; more, own"], changes.Select(each => Sorted(each)));

        static string Sorted(string line) => string.Join("; ", line.Split("; ").Select((part, i) => i == 2 ? string.Join(", ", part.Split(", ").Order()) : part));
    }

    [Fact]
    public async Task Who_changes_the_configuration_hears_which_applications_did_not_take_it()
    {
        FakeApplication Refusing(string name, Exception exception) => new(name) { Changing = _ => throw exception };
        FakeApplication[] all =
        [
            Refusing("a", TermException.Throw(Term("{error, no}"))), Refusing("b", TermException.Exit(Term("boom"))), Refusing("c", TermException.Throw(Term("ok"))),
        ];
        await using ApplicationController controller = await ApplicationController.StartAsync(Node, Controlled(all));
        foreach (FakeApplication each in all)
        {
            await controller.StartAsync(each.Name);
        }

        Dictionary<ErlAtom, IReadOnlyDictionary<ErlAtom, ErlTerm>> wanted = all.ToDictionary(
            each => each.Name, each => (IReadOnlyDictionary<ErlAtom, ErlTerm>)Settings("{port, 1}"));
        Assert.Equal("[{'EXIT',boom},no]", await ReasonOf(controller.ChangeConfigurationAsync(wanted)));
        Assert.All(all, each => Assert.Equal("port 1", Show(controller.GetAllEnvironment(each.Name))));
        Assert.Equal(3, controller.Running.Count);
    }

    private static Dictionary<ErlAtom, ErlTerm> Settings(string pairs)
        => ((ErlList)Term($"[{pairs}]")).ToDictionary(pair => (ErlAtom)((ErlTuple)pair)[0], pair => ((ErlTuple)pair)[1]);

    private static Dictionary<ErlAtom, IReadOnlyDictionary<ErlAtom, ErlTerm>> Configuration(string shop) => new() { [Shop] = Settings(shop) };

    private static string Show(IReadOnlyDictionary<ErlAtom, ErlTerm> settings)
        => string.Join(", ", settings.Select(pair => $"{pair.Key} {pair.Value}").Order());
}
