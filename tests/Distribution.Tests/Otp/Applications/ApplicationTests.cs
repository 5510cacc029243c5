using Chan.Distribution.Otp.Applications;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Otp.Applications;

[Trait("Scenario", "O5")]
public sealed class ApplicationTests : ProcessTest
{
    private static readonly ErlAtom Base = ErlTerm.Atom("base");
    private static readonly ErlAtom Shop = ErlTerm.Atom("shop");

    private readonly List<string> _events = [];

    [Fact]
    public async Task Applications_start_with_what_they_need_and_stop_the_youngest_first()
    {
        await using (ApplicationController controller = await LoadedAsync())
        {
            Assert.Equal(Term("{not_started, base}"), (await Refused(controller.StartAsync(Shop))).Reason);
            Assert.Equal([Base, Shop], await controller.EnsureAllStartedAsync(Shop));
            Assert.Equal(Term("{already_started, shop}"), (await Refused(controller.StartAsync(Shop))).Reason);
            Assert.Equal([Shop, Base], controller.Running.Select(each => each.Name));
            Assert.Empty(await controller.EnsureAllStartedAsync(Shop));
        }

        Assert.Equal(["start base", "start shop", "phase open", "prepare shop", "stop shop", "prepare base", "stop base"], _events);
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_as_by_otp()
    {
        await using ApplicationController controller = await LoadedAsync();
        await controller.StartAsync(Base);

        Assert.Equal(Term("{already_loaded, base}"), Assert.Throws<TermException>(() => controller.Load(new Part(Base, this))).Reason);
        Assert.Equal(Term("{running, base}"), (await Refused(controller.UnloadAsync(Base))).Reason);
        Assert.Equal(Term("{not_started, shop}"), (await Refused(controller.StopAsync(Shop))).Reason);
        Assert.Equal(Term("{not_loaded, none}"), (await Refused(controller.UnloadAsync(ErlTerm.Atom("none")))).Reason);
        Assert.Equal(Term("{\"no such file or directory\", \"none.app\"}"), (await Refused(controller.StartAsync(ErlTerm.Atom("none")))).Reason);
        await controller.StopAsync(Base);
        await controller.UnloadAsync(Base);
        Assert.Equal([Shop], controller.Loaded.Select(each => each.Name));
    }

    [Theory]
    [InlineData(RestartKind.Permanent, "normal", true)]
    [InlineData(RestartKind.Permanent, "boom", true)]
    [InlineData(RestartKind.Transient, "boom", true)]
    [InlineData(RestartKind.Transient, "normal", false)]
    [InlineData(RestartKind.Temporary, "boom", false)]
    public async Task The_end_of_an_application_ends_the_others_as_its_kind_says(RestartKind kind, string reason, bool endsAll)
    {
        Log.Allow(entry => entry.EventId.Id is 2642 or 2643 or 2601, "reports");
        await using ApplicationController controller = await LoadedAsync();
        await controller.StartAsync(Base);
        await controller.StartAsync(Shop, kind);
        Node.Send(Shop, Term(reason));

        if (endsAll)
        {
            Assert.Equal(
                ErlTerm.Tuple(Term("application_terminated"), Shop, Term(reason)), await controller.Ended.WaitAsync(TestTimeouts.Long));
            Assert.Equal(["start base", "start shop", "phase open", "prepare shop", "stop shop", "prepare base", "stop base"], _events);
        }
        else
        {
            await Log.WaitForAsync(entry => entry.EventId.Id is 2641 or 2643);
            Assert.Equal([Base], controller.Running.Select(each => each.Name));
            Assert.False(controller.Ended.IsCompleted);
        }
    }

    [Theory]
    [InlineData(RestartKind.Permanent, true)]
    [InlineData(RestartKind.Temporary, false)]
    public async Task A_start_that_fails_stops_what_it_started_and_is_told(RestartKind kind, bool endsAll)
    {
        Log.Allow(entry => entry.EventId.Id is 2642 or 2643, "reports");
        await using ApplicationController controller = await LoadedAsync();
        controller.SetEnvironment(Shop, ErlTerm.Atom("open"), Atoms.False);
        await controller.StartAsync(Base);
        TermException failure = await Refused(controller.StartAsync(Shop, kind));

        Assert.Equal(Term("{bad_return_value, {{'Part', start_phase, [open, normal, true]}, {'EXIT', closed}}}"), failure.Reason);
        Assert.Null(Node.WhereIs(Shop));
        if (endsAll)
        {
            Assert.Equal(Term("application_start_failure"), ((ErlTuple)await controller.Ended.WaitAsync(TestTimeouts.Long))[0]);
        }
        else
        {
            Assert.Equal([Base], controller.Running.Select(each => each.Name));
        }
    }

    [Fact]
    public async Task Settings_and_the_list_of_applications_are_served_to_calls_by_name()
    {
        await using ApplicationController controller = await LoadedAsync();
        await controller.StartAsync(Base);
        await Run(async self =>
        {
            Assert.Equal(Term("{ok, 8080}"), await ApplyAsync(self, "get_env", Base, Term("port")));
            Assert.Equal(Atoms.Undefined, await ApplyAsync(self, "get_env", Base, Term("none")));
            Assert.Equal(Term("7"), await ApplyAsync(self, "get_env", Base, Term("none"), 7));
            Assert.Equal(Atoms.Ok, await ApplyAsync(self, "set_env", Base, Term("port"), 1));
            Assert.Equal(Term("[{port, 1}]"), await ApplyAsync(self, "get_all_env", Base));
            Assert.Equal(Term("[{base, \"a part\", \"1.2.3\"}]"), await ApplyAsync(self, "which_applications"));
            Assert.Equal(Atoms.Ok, await ApplyAsync(self, "start", Shop));
            Assert.Equal(Term("{error, {already_started, shop}}"), await ApplyAsync(self, "start", Shop));
            Assert.Equal(Atoms.Ok, await ApplyAsync(self, "stop", Shop));
            Assert.Equal(Term("{ok, [shop]}"), await ApplyAsync(self, "ensure_all_started", Shop));
        });
        Assert.Equal(Term("1"), controller.GetEnvironment(Base, ErlTerm.Atom("port")));
    }

    private static ValueTask<ErlTerm> ApplyAsync(ProcessContext self, string function, params ErlTerm[] arguments)
        => self.Node.Modules.ApplyAsync(self, ErlTerm.Atom("application"), ErlTerm.Atom(function), arguments);

    private static Task<TermException> Refused(Task task) => Assert.ThrowsAsync<TermException>(() => task.WaitAsync(TestTimeouts.Long));

    private async Task<ApplicationController> LoadedAsync()
    {
        ApplicationController controller = await ApplicationController.StartAsync(
            Node, new ApplicationControllerOptions { Exports = ApplicationExports.Reading | ApplicationExports.Control });
        controller.Load(new Part(Base, this));
        controller.Load(new Part(Shop, this, Base));
        return controller;
    }

    /// <summary>Its top process has its name, ends with what it is sent, and the shop goes through a phase that a setting lets fail.</summary>
    private sealed class Part(ErlAtom name, ApplicationTests test, params ErlAtom[] dependencies) : Application
    {
        public override ErlAtom Name => name;

        public override string Description => "a part";

        public override string Version => "1.2.3";

        public override IReadOnlyList<ErlAtom> Dependencies => dependencies;

        public override IReadOnlyDictionary<ErlAtom, ErlTerm> Environment { get; } = new Dictionary<ErlAtom, ErlTerm> { [ErlTerm.Atom("port")] = 8080 };

        public override IReadOnlyList<(ErlAtom Phase, ErlTerm Arguments)> StartPhases => name == Shop ? [(ErlTerm.Atom("open"), Atoms.True)] : [];

        protected internal override Task<StartResult> StartAsync(ProcessContext self)
        {
            test._events.Add("start " + name);
            return self.StartProcessLinkAsync(Term("{part, init, 1}"), async (top, ack) =>
            {
                top.Node.Register(name, top.Self);
                ack.Ok();
                ErlTerm reason = await top.ReceiveAsync();
                top.Exit(reason);
            });
        }

        protected internal override async Task StartPhaseAsync(ProcessContext self, ErlAtom phase, ErlTerm arguments)
        {
            if (await ApplyAsync(self, "get_env", name, phase, Atoms.True) == Atoms.False)
            {
                throw TermException.Exit(ErlTerm.Atom("closed"));
            }

            test._events.Add("phase " + phase);
        }

        protected internal override Task PrepareStopAsync(ProcessContext self)
        {
            test._events.Add("prepare " + name);
            return Task.CompletedTask;
        }

        protected internal override Task StopAsync(ProcessContext self)
        {
            test._events.Add("stop " + name);
            return Task.CompletedTask;
        }
    }
}
