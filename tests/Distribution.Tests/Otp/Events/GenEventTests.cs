using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Events;
using Chan.Distribution.Otp.Registries;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Processes;
using Chan.Terms;

namespace Chan.Distribution.Tests.Otp.Events;

[Trait("Scenario", "O3")]
public sealed class GenEventTests : ProcessTest
{
    private const int HandlerCrashed = 2630;
    private const int UnexpectedMessage = 2631;

    private static readonly ErlAtom Name = ErlTerm.Atom("alarms");

    private static readonly Dictionary<ErlAtom, Func<GenEventHandler>> Modules = new()
    {
        [ErlTerm.Atom("rec")] = () => new EventRecorder(),
        [ErlTerm.Atom("quiet")] = () => new Quiet(),
    };

    [Fact]
    public Task Every_handler_gets_every_event_and_answers_for_itself() => Run(async self =>
    {
        ErlPid manager = await StartAsync(self);
        Assert.Equal(Atoms.Ok, await self.AddHandlerAsync(Name, Term("rec"), Term("first")));
        Assert.Equal(Atoms.Ok, await self.AddHandlerAsync(manager, Term("{rec, 2}"), Term("second")));
        self.Notify(Name, Term("a"));
        await self.SyncNotifyAsync(manager, Term("b"));
        self.Send(manager, Term("hello"));

        Assert.Equal([Term("{rec, 2}"), Term("rec")], await self.WhichHandlersAsync(manager));
        Assert.Equal(Term("[{info, hello}, b, a]"), await self.CallHandlerAsync(manager, Term("rec"), Term("seen")));
        Assert.Equal(Term("[{info, hello}, b, a]"), await self.CallHandlerAsync(manager, Term("{rec, 2}"), Term("seen")));
        Assert.Equal(Term("second"), await self.CallHandlerAsync(manager, Term("{rec, 2}"), Term("arguments")));
        Assert.Equal(Term("{error, bad_module}"), await self.CallHandlerAsync(manager, Term("{rec, 3}"), Term("seen")));
        await self.StopAsync(manager);
        Assert.Null(self.Node.WhereIs(Name));
    });

    [Fact]
    public Task Adding_gives_what_erlang_gives_for_refusals_crashes_and_unknown_modules() => Run(async self =>
    {
        ErlPid manager = await StartAsync(self);

        Assert.Equal(Term("{error, full}"), await self.AddHandlerAsync(manager, Term("rec"), Term("{refuse, full}")));
        Assert.Equal(Term("early"), await self.AddHandlerAsync(manager, Term("rec"), Term("{throw, early}")));
        var crash = (ErlTuple)await self.AddHandlerAsync(manager, Term("rec"), Term("{crash, boom}"));
        Assert.Equal((Term("'EXIT'"), Term("boom")), (crash[0], ((ErlTuple)crash[1])[0]));
        Assert.Equal(Term("{'EXIT', {undef, [{nobody, init, [[1]], []}]}}"), await self.AddHandlerAsync(manager, Term("nobody"), Term("[1]")));
        Assert.Equal(Term("badarg"), ((ErlTuple)((ErlTuple)await self.AddHandlerAsync(manager, Term("1"), Term("[]")))[1])[0]);
        Assert.Empty(await self.WhichHandlersAsync(manager));
    });

    [Fact]
    public Task A_handler_goes_when_it_is_deleted_or_says_so_and_the_end_of_it_is_the_result() => Run(async self =>
    {
        ErlPid manager = await StartAsync(self, "rec", "{rec, 2}", "{rec, 3}");

        Assert.Equal(Term("{ended, bye}"), await self.DeleteHandlerAsync(manager, Term("rec"), Term("bye")));
        Assert.Equal(Term("{'EXIT', crash}"), await self.DeleteHandlerAsync(manager, Term("{rec, 2}"), Term("fail")));
        Assert.Equal(Term("{error, module_not_found}"), await self.DeleteHandlerAsync(manager, Term("rec"), Term("bye")));
        Assert.Equal(Term("bye"), await self.CallHandlerAsync(manager, Term("{rec, 3}"), Term("leave")));
        Assert.Empty(await self.WhichHandlersAsync(manager));
        await self.AddHandlerAsync(manager, Term("rec"), Term("[]"));
        await self.SyncNotifyAsync(manager, Term("remove"));
        Assert.Empty(await self.WhichHandlersAsync(manager));
    });

    [Fact]
    public async Task A_crash_removes_the_handler_and_no_other_and_is_reported()
    {
        Log.Expect(HandlerCrashed);
        await Run(async self =>
        {
            ErlPid manager = await StartAsync(self, "{rec, 1}");
            Assert.Equal(Atoms.Ok, await self.AddSupervisedHandlerAsync(manager, Term("{rec, 2}"), Term("{rec, 2}")));
            self.Notify(manager, Term("{crash, {rec, 2}}"));
            var told = (ErlTuple)await self.ReceiveAsync();

            Assert.Equal((Term("gen_event_EXIT"), Term("{rec, 2}"), Term("'EXIT'")), (told[0], told[1], ((ErlTuple)told[2])[0]));
            Assert.Equal(Term("boom"), ((ErlTuple)((ErlTuple)told[2])[1])[0]);
            Assert.Equal(Term("[{crash, {rec, 2}}]"), await self.CallHandlerAsync(manager, Term("{rec, 1}"), Term("seen")));
            await self.AddSupervisedHandlerAsync(manager, Term("rec"), Term("[]"));
            Assert.Equal(Term("{error, {'EXIT', {bad_call, what}}}"), await self.CallHandlerAsync(manager, Term("rec"), Term("what")));
            Assert.Equal(Term("{gen_event_EXIT, rec, {'EXIT', {bad_call, what}}}"), await self.ReceiveAsync());
            Assert.Equal([Term("{rec, 1}")], await self.WhichHandlersAsync(manager));
        });
    }

    [Fact]
    public Task A_supervised_handler_goes_with_its_process() => Run(async self =>
    {
        ErlPid manager = await StartAsync(self, "rec");
        ErlPid owner = self.Spawn(async other =>
        {
            await other.AddSupervisedHandlerAsync(manager, Term("{rec, own}"), Term("[]"));
            other.Send(self.Self, Atoms.Ok);
            await WaitForStop(other);
            other.Exit(Term("gone"));
        });
        await self.ReceiveAsync();
        Assert.Equal([Term("{rec, own}"), Term("rec")], await self.WhichHandlersAsync(manager));
        ErlReference monitor = self.Monitor(owner);
        self.Send(owner, Atoms.Stop);
        await self.ReceiveAsync(monitor);

        Assert.Equal([Term("rec")], await self.WhichHandlersAsync(manager));
        Assert.Equal(
            ErlTerm.List(ErlTerm.Tuple(Term("info"), ErlTerm.Tuple(Atoms.Exit, owner, Term("gone")))),
            await self.CallHandlerAsync(manager, Term("rec"), Term("seen")));
    });

    [Fact]
    public Task The_process_of_a_supervised_handler_hears_of_every_end() => Run(async self =>
    {
        ErlPid manager = await StartAsync(self);
        foreach (string id in new[] { "a", "b", "c" })
        {
            await self.AddSupervisedHandlerAsync(manager, Term($"{{rec, {id}}}"), Term("[]"));
        }

        await self.DeleteHandlerAsync(manager, Term("{rec, a}"), Term("[]"));
        Assert.Equal(Term("{gen_event_EXIT, {rec, a}, normal}"), await self.ReceiveAsync());
        await self.SwapHandlerAsync(manager, (Term("{rec, b}"), Term("x")), (Term("rec"), Term("y")));
        Assert.Equal(
            ErlTerm.Tuple(Term("gen_event_EXIT"), Term("{rec, b}"), ErlTerm.Tuple(Term("swapped"), Term("rec"), self.Self)), await self.ReceiveAsync());
        await self.StopAsync(manager);
        Assert.Equal(Term("{gen_event_EXIT, rec, shutdown}"), await self.ReceiveAsync());
        Assert.Equal(Term("{gen_event_EXIT, {rec, c}, shutdown}"), await self.ReceiveAsync());
    });

    [Fact]
    public Task A_successor_gets_what_the_end_of_the_other_gave() => Run(async self =>
    {
        ErlPid manager = await StartAsync(self, "{rec, 1}", "{rec, 2}", "{rec, 3}");

        Assert.Equal(Atoms.Ok, await self.SwapHandlerAsync(manager, (Term("{rec, 1}"), Term("x")), (Term("rec"), Term("y"))));
        Assert.Equal(Term("{y, {ended, x}}"), await self.CallHandlerAsync(manager, Term("rec"), Term("arguments")));
        await self.SyncNotifyAsync(manager, Term("{swap, {rec, 2}, {rec, 4}, z}"));
        Assert.Equal(Term("{z, {ended, stop}}"), await self.CallHandlerAsync(manager, Term("{rec, 4}"), Term("arguments")));
        Assert.Equal(Atoms.Ok, await self.CallHandlerAsync(manager, Term("{rec, 3}"), Term("{swap, {rec, 5}, w}")));
        Assert.Equal([Term("rec"), Term("{rec, 5}"), Term("{rec, 4}")], await self.WhichHandlersAsync(manager));
        Assert.Equal(Atoms.Ok, await self.SwapSupervisedHandlerAsync(manager, (Term("none"), Term("x")), (Term("{rec, 6}"), Term("y"))));
        Assert.Equal(Term("{y, error}"), await self.CallHandlerAsync(manager, Term("{rec, 6}"), Term("arguments")));
        Assert.Equal(Atoms.Ok, await self.SwapSupervisedHandlerAsync(manager, (Term("{rec, 6}"), Term("x")), (Term("{rec, 7}"), Term("y"))));
        Assert.Equal(
            ErlTerm.Tuple(Term("gen_event_EXIT"), Term("{rec, 6}"), ErlTerm.Tuple(Term("swapped"), Term("{rec, 7}"), self.Self)), await self.ReceiveAsync());
    });

    [Fact]
    public async Task A_successor_that_cannot_start_leaves_no_handler()
    {
        Log.Expect(HandlerCrashed);
        await Run(async self =>
        {
            ErlPid manager = await StartAsync(self, "rec");
            await self.AddSupervisedHandlerAsync(manager, Term("{rec, 2}"), Term("{rec, 2}"));

            var answer = (ErlTuple)await self.SwapHandlerAsync(manager, (Term("rec"), Term("x")), (Term("nobody"), Term("y")));
            Assert.Equal((Term("error"), Term("'EXIT'")), (answer[0], ((ErlTuple)answer[1])[0]));
            await self.SyncNotifyAsync(manager, Term("{swap, {rec, 2}, nobody, z}"));
            Assert.Equal(
                ErlTerm.Tuple(Term("gen_event_EXIT"), Term("{rec, 2}"), ErlTerm.Tuple(Term("swapped"), Term("nobody"), self.Self)), await self.ReceiveAsync());
            Assert.Equal(Term("{gen_event_EXIT, nobody, crash}"), await self.ReceiveAsync());
            Assert.Empty(await self.WhichHandlersAsync(manager));
        });
    }

    [Fact]
    public async Task A_manager_ends_with_its_parent_and_its_handlers_hear_of_it()
    {
        var told = new TaskCompletionSource<ErlTerm>();
        ErlPid? manager = null;
        ErlPid watcher = Node.Spawn(async self => told.SetResult(await self.ReceiveAsync()));
        ErlPid parent = Node.Spawn(async self =>
        {
            manager = await StartAsync(self);
            self.Send(manager, ErlTerm.Tuple(self.Self, ErlTerm.Tuple(self.Self, Term("tag")), ErlTerm.Tuple(Term("add_sup_handler"), Term("rec"), Term("[]"), watcher)));
            Assert.Equal(Term("{tag, ok}"), await self.ReceiveAsync());
            self.Exit(Atoms.Shutdown);
        });

        await ExitOf(parent);
        Assert.Equal(Term("{gen_event_EXIT, rec, shutdown}"), await told.Task.WaitAsync(TestKit.TestTimeouts.Long));
        await ExitOf(manager!);
    }

    [Fact]
    public Task A_manager_that_is_not_there_is_the_exit_of_erlang() => Run(async self =>
    {
        self.Notify(Name, Term("lost"));
        Assert.Equal(Atoms.Noproc, (await Failure(self.AddHandlerAsync(Name, Term("rec"), Term("[]")))).Reason);
        Assert.Equal(Term("{noproc, {gen_event, call, [alarms, rec, x]}}"), (await Failure(self.CallHandlerAsync(Name, Term("rec"), Term("x")))).Reason);
    });

    [Fact]
    public async Task A_message_that_no_handler_knows_is_logged_and_requests_that_are_none_are_messages()
    {
        Log.Expect(UnexpectedMessage);
        await Run(async self =>
        {
            ErlPid manager = await StartAsync(self, "quiet", "rec");
            self.Send(manager, Term("hello"));
            ErlTerm request = ErlTerm.Tuple(Term("label"), ErlTerm.Tuple(self.Self, Term("tag")), Term("{add_sup_handler, rec, [], nobody}"));
            self.Send(manager, request);

            Assert.Equal(ErlTerm.List(ErlTerm.Tuple(Term("info"), request), Term("{info, hello}")), await self.CallHandlerAsync(manager, Term("rec"), Term("seen")));
        });
    }

    [Fact]
    public Task The_old_form_of_a_stop_is_answered_when_the_handlers_have_ended() => Run(async self =>
    {
        ErlPid manager = await StartAsync(self);
        await self.AddSupervisedHandlerAsync(manager, Term("rec"), Term("[]"));
        self.Send(manager, ErlTerm.Tuple(self.Self, ErlTerm.Tuple(self.Self, Term("tag")), Atoms.Stop));

        Assert.Equal(Term("{gen_event_EXIT, rec, shutdown}"), await self.ReceiveAsync());
        Assert.Equal(Term("{tag, ok}"), await self.ReceiveAsync());
        await self.Node.WhenExited(manager);
    });

    [Fact]
    [Trait("Scenario", "O7")]
    public Task System_messages_show_and_replace_the_state_of_each_handler() => Run(async self =>
    {
        self.Node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("change"), 1, (_, arguments) => ValueTask.FromResult<ErlTerm>(
            arguments[0] is ErlTuple and [var module, ErlInteger(2), ErlTuple and [var id, var seen]]
                ? ErlTerm.Tuple(module, 2, ErlTerm.Tuple(id, ErlTerm.List(seen)))
                : throw TermException.Error(Atoms.Badarg)));
        ErlPid manager = await StartAsync(self, "rec", "{rec, 2}");
        await self.SyncNotifyAsync(manager, Term("a"));

        Assert.Equal(Term("[{rec, 2, {{rec, 2}, [a]}}, {rec, false, {rec, [a]}}]"), await self.GetStateAsync(manager));
        Assert.Equal(Term("[{rec, 2, {{rec, 2}, [[a]]}}, {rec, false, {rec, [a]}}]"), await self.ReplaceStateAsync(manager, (ErlFun)Term("fun m:change/1")));
        var status = (ErlTuple)await self.GetStatusAsync(manager);
        Assert.Equal(Term("{module, gen_event}"), status[2]);
        await self.SuspendAsync(manager);
        await self.ChangeCodeAsync(manager, ErlTerm.Atom("rec"), Term("1"), Term("[]"));
        self.Notify(manager, Term("b"));
        Assert.Equal(Term("[{rec, 2, {{rec, 2}, [[a]]}}, {rec, false, {rec, [a]}}]"), await self.GetStateAsync(manager));
        await self.ResumeAsync(manager);
        Assert.Equal(Term("[b, a]"), await self.CallHandlerAsync(manager, Term("rec"), Term("seen")));
    });

    [Fact]
    public Task A_monitor_from_the_start_tells_of_the_end_and_a_start_that_fails_has_none() => Run(async self =>
    {
        var options = new StartOptions { Name = Name };
        (StartResult started, ErlReference? monitor) = await GenEvent.StartMonitorAsync(self, Modules, options);
        (StartResult second, ErlReference? none) = await GenEvent.StartMonitorAsync(self, Modules, options);
        Assert.Equal((ErlTerm.Tuple(Atoms.AlreadyStarted, started.Pid), null), (second.Error, none));
        await self.StopAsync(Name, Atoms.Shutdown);

        Assert.Equal(
            ErlTerm.Tuple(Term("'DOWN'"), monitor!, Term("process"), started.Pid, Atoms.Shutdown), await self.ReceiveAsync(TimeSpan.Zero));
        Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
    });

    [Fact]
    [Trait("Scenario", "O7")]
    public Task The_status_names_the_manager_without_its_register() => Run(async self =>
    {
        self.Node.AddNameRegistry(ErlTerm.Atom("rooms"), new Registry(self.Node));
        foreach ((ServerName name, string header) in new[]
        {
            (ServerName.Local(Name), "{header, \"Status for event handler alarms\"}"),
            (ServerName.InRegistry(ErlTerm.Atom("rooms"), ErlTerm.Atom("hall")), "{header, \"Status for event handler hall\"}"),
            (ServerName.InRegistry(ErlTerm.Atom("rooms"), Term("{room, 1}")), "{header, {\"Status for event handler\", {room, 1}}}"),
        })
        {
            ErlPid manager = (await GenEvent.StartLinkAsync(self, Modules, new StartOptions { Name = name })).Pid;

            Assert.Equal(Term(header), ((ErlList)((ErlList)((ErlTuple)await self.GetStatusAsync(manager))[3])[4])[0]);
        }
    });

    /// <summary>Handlers that are initialised with their own references.</summary>
    private static async Task<ErlPid> StartAsync(ProcessContext self, params string[] handlers)
    {
        ErlPid manager = (await GenEvent.StartLinkAsync(self, Modules, new StartOptions { Name = Name })).Pid;
        foreach (string handler in handlers)
        {
            Assert.Equal(Atoms.Ok, await self.AddHandlerAsync(manager, Term(handler), Term(handler)));
        }

        return manager;
    }

    /// <summary>Handles events only.</summary>
    private sealed class Quiet : GenEventHandler
    {
        protected internal override ValueTask<EventResult> HandleEventAsync(ErlTerm message) => EventResult.Ok;
    }
}
