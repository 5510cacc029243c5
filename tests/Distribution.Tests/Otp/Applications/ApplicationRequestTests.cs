using Chan.Distribution.Cluster.InputOutput;
using Chan.Distribution.Otp.Applications;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.Terms.External;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Otp.Applications;

/// <summary>What is asked by name, and the answers of OTP.</summary>
[Trait("Scenario", "O5")]
public sealed class ApplicationRequestTests : ApplicationTest
{
    private static readonly ErlAtom Base = ErlTerm.Atom("base");
    private static readonly ErlAtom Shop = ErlTerm.Atom("shop");

    [Fact]
    public async Task Others_may_ask_and_change_nothing_unless_the_owner_exports_it()
    {
        await using ApplicationController controller = await ApplicationController.StartAsync(
            Node, new ApplicationControllerOptions { Available = [new FakeApplication("base")] });
        Assert.Equal("[]", await ApplyAsync("which_applications"));
        foreach (string request in new[] { "{start_application, base, temporary}", "{stop_application, base}", "{unload_application, base}", "{permit_application, base, true}" })
        {
            Assert.Equal("{error,not_exported}", await AskAsync(request));
        }

        await controller.StartAsync(Base);
        Assert.Equal("{error,not_exported}", await AskAsync("{stop_application, base}"));
        Assert.Equal("true", await AskAsync("{is_running, base}"));
        string[] exported = [.. Node.Modules.GetExports(Name("application")).Select(each => each.Function.Name).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(
            ["get_all_env", "get_all_key", "get_application", "get_env", "get_key", "info", "loaded_applications", "start_type", "which_applications"], exported);
    }

    [Fact]
    public async Task A_request_of_the_owner_that_a_tool_has_seen_cannot_be_sent_again_from_elsewhere()
    {
        await using ApplicationController controller = await ApplicationController.StartAsync(
            Node, new ApplicationControllerOptions { Available = [new FakeApplication("base")] });
        ErlAtom server = Name("application_controller");
        await Run(self => self.DebugAsync(server, Term("{log, true}")));
        await controller.StartAsync(Base);
        ErlTerm log = await Run(self => self.DebugAsync(server, Term("{log, get}")));
        ErlTuple request = Assert.Single(Parts(log), each => each.Count == 2 && each[1].ToString() == "{start_application,base,temporary}");
        await controller.StopAsync(Base);

        // As it comes over the network: the same value, another object.
        ErlTerm copy = TermDecoder.Decode(TermEncoder.Encode(request), TermLimits.Trusted);
        Assert.Equal(request, copy);
        Assert.Equal("{error,not_exported}", (await Run(async self => await self.CallAsync(server, copy))).ToString());

        static IEnumerable<ErlTuple> Parts(ErlTerm term) => term switch
        {
            ErlTuple tuple => [tuple, .. Enumerable.Range(0, tuple.Count).SelectMany(i => Parts(tuple[i]))],
            ErlList list => list.SelectMany(Parts),
            _ => [],
        };
    }

    [Fact]
    public async Task Nothing_is_exported_where_the_owner_says_so_and_after_the_end()
    {
        ApplicationController controller = await ApplicationController.StartAsync(Node, new ApplicationControllerOptions { Exports = ApplicationExports.None });
        Assert.Empty(Node.Modules.GetExports(Name("application")));
        await controller.DisposeAsync();
        controller = await ApplicationController.StartAsync(Node, Controlled());
        Assert.NotEmpty(Node.Modules.GetExports(Name("application")));
        await controller.DisposeAsync();
        Assert.Empty(Node.Modules.GetExports(Name("application")));
    }

    [Fact]
    public async Task Applications_of_this_program_are_loaded_and_started_by_name_and_no_other()
    {
        await using ApplicationController controller = await ApplicationController.StartAsync(
            Node, Controlled(new FakeApplication("base") { Settings = { [Name("port")] = 1 } }, new FakeApplication("shop") { Needs = [Base] }));

        Assert.Equal("{error,{\"no such file or directory\",\"x.app\"}}", await ApplyAsync("load", Name("x")));
        Assert.Equal("{error,{\"no such file or directory\",\"x.app\"}}", await ApplyAsync("start", Name("x")));
        Assert.Equal("{error,{\"no such file or directory\",\"x.app\"}}", await ApplyAsync("load", Term("{application, x, [{vsn, \"1\"}]}")));
        Assert.Equal("{error,{x,{\"no such file or directory\",\"x.app\"}}}", await ApplyAsync("ensure_all_started", Name("x")));
        Assert.Equal("{error,{bad_application,{foo}}}", await ApplyAsync("load", Term("{foo}")));
        Assert.Equal("{error,{bad_application,{application,\"x\",[]}}}", await ApplyAsync("load", Term("{application, \"x\", []}")));
        Assert.Equal("{error,{invalid_options,y}}", await ApplyAsync("load", Term("{application, base, y}")));
        Assert.Equal("ok", await ApplyAsync("load", Term("{application, base, [{vsn, \"1\"}, {env, [{port, 2}]}]}")));
        Assert.Equal("{ok,2}", await ApplyAsync("get_env", Base, Name("port")));
        Assert.Equal("{error,{already_loaded,base}}", await ApplyAsync("load", Base));
        Assert.Equal("{error,{already_loaded,base}}", await ApplyAsync("load", Term("{application, base, []}")));

        Assert.Equal("{error,{invalid_restart_type,foo}}", await ApplyAsync("start", Base, Name("foo")));
        Assert.Equal("{error,{not_started,base}}", await ApplyAsync("start", Shop));
        Assert.Equal("{error,{shop,{invalid_restart_type,foo}}}", await ApplyAsync("ensure_all_started", Shop, Name("foo")));
        Assert.Equal("{ok,[base,shop]}", await ApplyAsync("ensure_all_started", Shop, Atoms.Transient));
        Assert.Equal("{ok,[]}", await ApplyAsync("ensure_all_started", Shop));
        Assert.Equal("ok", await ApplyAsync("ensure_started", Shop));
        Assert.Equal("{error,{already_started,shop}}", await ApplyAsync("start", Shop));
        Assert.Equal("{error,{running,shop}}", await ApplyAsync("unload", Shop));
        Assert.Equal("{error,{not_started,x}}", await ApplyAsync("stop", Name("x")));
        Assert.Equal("ok", await ApplyAsync("stop", Shop));
        Assert.Equal("ok", await ApplyAsync("unload", Shop));
        Assert.Equal("{error,{not_loaded,shop}}", await ApplyAsync("unload", Shop));
        Assert.Equal("{error,{not_loaded,shop}}", await AskAsync("{start_application, shop, temporary}"));
        Assert.Equal("ok", await ApplyAsync("start", Shop));
        Assert.Equal("{error,{unknown_request,{what,shop}}}", await AskAsync("{what, shop}"));
    }

    [Fact]
    public async Task An_application_that_has_ended_counts_as_started_and_not_as_running()
    {
        Log.Allow(entry => entry.EventId.Id is 2643 or 2601, "reports");
        var core = new FakeApplication("base");
        await using ApplicationController controller = await ApplicationController.StartAsync(
            Node, Controlled(core, new FakeApplication("shop") { Needs = [Base] }));
        await controller.StartAsync(Base);
        await core.EndAsync(Node, Log, "bye");

        Assert.Equal("{not_running,base}", await ReasonOf(controller.StartAsync(Shop)));
        Assert.Contains("{started,[{base,temporary}]},{start_p_false,[]},{running,[]},{starting,[]}", await ApplyAsync("info"), StringComparison.Ordinal);
        await controller.StartAsync(Base);
        await controller.StartAsync(Shop);
        await controller.StopAsync(Shop);
        await core.EndAsync(Node, Log, "bye");
        while (controller.Running.Count > 0)
        {
            await Task.Yield();
        }

        await controller.StopAsync(Base);
        Assert.Equal("{not_started,base}", await ReasonOf(controller.StopAsync(Base)));
        Assert.Equal("{not_started,base}", await ReasonOf(controller.StartAsync(Shop)));
    }

    [Fact]
    public async Task What_an_application_only_wishes_for_need_not_be_there()
    {
        var shop = new FakeApplication("shop") { Needs = [Base, Name("extra"), Name("none")], Wishes = [Name("extra"), Name("none")] };
        await using ApplicationController controller = await ApplicationController.StartAsync(
            Node, Controlled(new FakeApplication("base"), new FakeApplication("extra"), shop));

        Assert.Equal([Base, Name("extra"), Shop], await controller.EnsureAllStartedAsync(Shop));
        Assert.Equal("{ok,[extra,none]}", await ApplyAsync("get_key", Shop, Name("optional_applications")));
    }

    [Fact]
    public async Task What_was_started_on_the_way_is_stopped_again_when_the_last_one_fails()
    {
        Log.Allow(entry => entry.EventId.Id is 2643 or 2601, "reports");
        var shop = new FakeApplication("shop") { Needs = [Base], Starting = _ => throw TermException.Throw(Term("{error, closed}")) };
        await using ApplicationController controller = await ApplicationController.StartAsync(Node, Controlled(new FakeApplication("base"), shop));

        Assert.Equal("{shop,{closed,{'FakeApplication',start,[normal,[]]}}}", await ReasonOf(controller.EnsureAllStartedAsync(Shop)));
        Assert.Empty(controller.Running);
    }

    [Fact]
    public async Task A_circle_of_needs_is_refused()
    {
        await using ApplicationController controller = await ApplicationController.StartAsync(
            Node, Controlled(new FakeApplication("base") { Needs = [Shop] }, new FakeApplication("shop") { Needs = [Base] }));

        Assert.Equal("{base,{not_started,shop}}", await ReasonOf(controller.EnsureAllStartedAsync(Shop)));
    }

    [Theory]
    [InlineData(RestartKind.Temporary, false)]
    [InlineData(RestartKind.Transient, false)]
    [InlineData(RestartKind.Permanent, true)]
    public async Task A_start_that_ends_normally_ends_all_others_only_where_it_is_permanent(RestartKind kind, bool endsAll)
    {
        Log.Allow(entry => entry.EventId.Id is 2642 or 2643, "reports");
        var shop = new FakeApplication("shop") { Starting = _ => throw TermException.Exit(Atoms.Normal) };
        await using ApplicationController controller = await ApplicationController.StartAsync(Node, Controlled(shop));

        Assert.Equal("{{'EXIT',normal},{'FakeApplication',start,[normal,[]]}}", await ReasonOf(controller.StartAsync(Shop, kind)));
        if (endsAll)
        {
            await controller.Ended.WaitAsync(TestTimeouts.Long);
        }
        else
        {
            Assert.Equal("[]", await ApplyAsync("which_applications"));
            Assert.False(controller.Ended.IsCompleted);
        }
    }

    [Fact]
    public async Task A_forbidden_application_starts_when_it_is_permitted()
    {
        await using ApplicationController controller = await ApplicationController.StartAsync(Node, Controlled(new FakeApplication("shop")));
        Assert.Equal("{error,{not_loaded,shop}}", await ApplyAsync("permit", Shop, Atoms.False));
        Assert.Equal("{not_loaded,shop}", await ReasonOf(controller.PermitAsync(Shop)));
        Assert.StartsWith("{badarg,{application,permit,[shop,foo]}}", await ReasonOf(ApplyAsync("permit", Shop, Name("foo"))), StringComparison.Ordinal);
        controller.Load(Shop);
        await controller.ForbidAsync(Shop);
        await controller.StartAsync(Shop);
        Assert.Empty(controller.Running);
        Assert.Contains("{start_p_false,[{shop,temporary}]}", await ApplyAsync("info"), StringComparison.Ordinal);
        Assert.Equal("{ok,[{shop,false}]}", await ApplyAsync("get_env", Name("kernel"), Name("permissions")));
        await controller.PermitAsync(Shop);
        Assert.Single(controller.Running);

        // One that runs is stopped, and stays a started one.
        Assert.Equal("ok", await ApplyAsync("permit", Shop, Atoms.False));
        Assert.Empty(controller.Running);
        Assert.Contains("{started,[{shop,temporary}]}", await ApplyAsync("info"), StringComparison.Ordinal);
        Assert.Equal("ok", await ApplyAsync("permit", Shop, Atoms.True));
        Assert.Equal("ok", await ApplyAsync("permit", Shop, Atoms.True));
        Assert.Single(controller.Running);
    }

    [Fact]
    public async Task Requests_that_come_while_an_application_stops_are_done_after_that()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var shop = new FakeApplication("shop")
        {
            PreparingStop = async _ =>
            {
                entered.TrySetResult();
                await go.Task;
            },
        };
        await using ApplicationController controller = await ApplicationController.StartAsync(Node, Controlled(shop));
        await controller.StartAsync(Shop);
        ErlPid controllerPid = Node.WhereIs(Name("application_controller"))!;
        ErlPid former = shop.Top(Node);
        Task stop = controller.StopAsync(Shop);
        await entered.Task.WaitAsync(TestTimeouts.Long);
        Task again = controller.StartAsync(Shop);

        // Questions are answered meanwhile.
        Assert.Equal("true", await AskAsync("{is_running, shop}"));
        await WaitUntilWaiting(controllerPid);
        go.SetResult();
        await Task.WhenAll(stop, again).WaitAsync(TestTimeouts.Long);
        Assert.NotEqual(former, shop.Top(Node));
    }

    [Fact]
    public async Task Who_asks_after_the_end_hears_that_nobody_is_there_and_nothing_that_opens_doors()
    {
        ApplicationController controller = await ApplicationController.StartAsync(Node, Controlled(new FakeApplication("shop")));
        await controller.DisposeAsync();

        Assert.Equal(
            "{noproc,{gen_server,call,[application_controller,{start_application,shop,temporary},infinity]}}", await ReasonOf(controller.StartAsync(Shop)));
    }

    [Fact]
    public async Task What_an_application_prints_goes_where_the_node_prints_and_fails_where_it_prints_nowhere()
    {
        var outcome = new TaskCompletionSource<string>();
        var shop = new FakeApplication("shop")
        {
            Starting = async self => outcome.TrySetResult(await ReasonOf(self.PutCharsAsync("text"))),
        };
        await using ApplicationController controller = await ApplicationController.StartAsync(Node, Controlled(shop));
        await controller.StartAsync(Shop);

        Assert.Equal("terminated", await outcome.Task);
    }
}
