using Chan.Distribution.Otp.Applications;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Applications;

[Trait("Scenario", "O5")]
public sealed class IncludedApplicationTests : ApplicationTest
{
    private readonly List<string> _phases = [];

    [Fact]
    public async Task Each_phase_leads_through_the_included_applications_that_have_it()
    {
        FakeApplication part = Phased("part", includes: ["leaf"], ("open", "2"), ("other", "3"));
        FakeApplication leaf = Phased("leaf", includes: [], ("init", "4"), ("open", "5"));
        FakeApplication plain = new("plain");
        await using ApplicationController controller = await ApplicationController.StartAsync(Node, Controlled(part, leaf, plain));
        controller.Load(Phased("main", includes: ["part", "plain"], ("init", "0"), ("open", "1")));
        await controller.StartAsync(Name("main"));

        Assert.Equal(["main init 0", "leaf init 4", "main open 1", "part open 2", "leaf open 5"], _phases);
        Assert.Equal(["main"], controller.Running.Select(each => each.Name.Name));
        Assert.Equal("{ok,[{open,2},{other,3}]}", await ApplyAsync("get_key", Name("part"), Name("start_phases")));
        Assert.Equal("{ok,[part,plain]}", await ApplyAsync("get_key", Name("main"), Name("included_applications")));
    }

    [Theory]
    [InlineData(false, "{closed,{'FakeApplication',start_phase,[open,normal,2]}}")]
    [InlineData(true, "{bad_return_value,{{'FakeApplication',start_phase,[open,normal,2]},{'EXIT',closed}}}")]
    public async Task A_phase_of_an_included_application_that_fails_fails_the_start(bool exits, string reason)
    {
        Log.Allow(entry => entry.EventId.Id == 2643, "the report");
        var part = new FakeApplication("part")
        {
            Phases = [(Name("open"), 2)],
            InPhase = (_, _) => throw (exits ? TermException.Exit(Term("closed")) : TermException.Throw(Term("{error, closed}"))),
        };
        await using ApplicationController controller = await ApplicationController.StartAsync(Node, Controlled(part));
        controller.Load(Phased("main", includes: ["part"], ("open", "1"), ("last", "3")));

        Assert.Equal(reason, await ReasonOf(controller.StartAsync(Name("main"))));
        Assert.Equal(["main open 1"], _phases);
        Assert.Null(Node.WhereIs(Name("main")));
    }

    [Fact]
    public async Task Included_applications_are_loaded_and_unloaded_with_their_settings()
    {
        var part = new FakeApplication("part") { Settings = { [Name("port")] = 1 } };
        await using ApplicationController controller = await ApplicationController.StartAsync(Node, Controlled(part));
        controller.Load(Phased("main", includes: ["part"]));
        Assert.Equal("1", controller.GetEnvironment(part.Name, Name("port"))!.ToString());
        Assert.Equal(["main", "part"], controller.Loaded.Select(each => each.Name.Name).Order());

        await controller.UnloadAsync(Name("main"));
        Assert.Empty(controller.Loaded);
        Assert.Null(controller.GetEnvironment(part.Name, Name("port")));
    }

    [Fact]
    public async Task Nothing_is_loaded_when_an_included_application_is_unknown()
    {
        await using ApplicationController controller = await ApplicationController.StartAsync(Node, Controlled(new FakeApplication("part")));

        Assert.Equal("{\"no such file or directory\",\"r.app\"}", ReasonOf(() => controller.Load(Phased("main", includes: ["part", "r"]))));
        Assert.Empty(controller.Loaded);
    }

    [Fact]
    public async Task A_process_belongs_to_the_application_under_which_it_was_started_and_sees_its_settings_and_keys()
    {
        var seen = new List<string>();
        var main = new FakeApplication("main")
        {
            Includes = [Name("part")],
            Settings = { [Name("port")] = 8080 },
            Starting = async self =>
            {
                foreach (string call in new[] { "get_application", "start_type", "get_all_env", "get_env port", "get_key vsn", "get_all_key" })
                {
                    ErlAtom[] words = [.. call.Split(' ').Select(Name)];
                    seen.Add((await self.Node.Modules.ApplyAsync(self, Name("application"), words[0], words[1..])).ToString());
                }
            },
        };
        await using ApplicationController controller = await ApplicationController.StartAsync(Node, Controlled(new FakeApplication("part")));
        controller.Load(main);
        await controller.StartAsync(main.Name);

        Assert.Equal(["{ok,main}", "normal", "[{port,8080}]", "{ok,8080}", "{ok,\"1.2.3\"}"], seen[..5]);
        Assert.StartsWith("{ok,[{description,[]},{id,[]},{vsn,\"1.2.3\"},{modules,['FakeApplication']},", seen[5], StringComparison.Ordinal);
        Assert.Equal(main.Name, controller.GetApplication(main.Top(Node)));
        Assert.Equal("{ok,main}", await ApplyAsync("get_application", main.Top(Node)));
        Assert.Null(controller.GetApplication(Node.WhereIs(Name("application_controller"))!));
        Assert.Equal("undefined", await ApplyAsync("get_application"));
        Assert.Equal("undefined", await ApplyAsync("start_type"));
        Assert.Equal("undefined", await ApplyAsync("get_env", Name("port")));
        Assert.Equal("[]", await ApplyAsync("get_all_env"));
        Assert.Equal("[]", await ApplyAsync("get_all_key"));
        Assert.Equal("undefined", await ApplyAsync("get_key", Name("vsn")));
    }

    private FakeApplication Phased(string name, string[] includes, params (string Phase, string Arguments)[] phases) => new(name)
    {
        Includes = [.. includes.Select(Name)],
        Phases = [.. phases.Select(each => (Name(each.Phase), Term(each.Arguments)))],
        InPhase = (phase, arguments) =>
        {
            _phases.Add($"{name} {phase} {arguments}");
            return Task.CompletedTask;
        },
    };
}
