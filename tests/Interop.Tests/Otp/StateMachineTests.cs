using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Otp.Sys;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Otp.StateMachines;
using Chan.Interop.Tests.Kit;
using Chan.Interop.Tests.Samples;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Otp;

[Trait("Scenario", "O2")]
public sealed class StateMachineTests
{
    private const int Hour = 3_600_000;

    /// <summary>State, what was handled, and the time-outs that run with the numbers of their events.</summary>
    private const string Shown = """
        (fun(Name) ->
            {State, {Handled, _, _, _}} = sys:get_state(Name, infinity),
            {status, _, _, [_, _, _, _, [_, {data, Data} | _]]} = sys:get_status(Name, infinity),
            {Count, Timeouts} = proplists:get_value("Time-outs", Data),
            {State, Handled, {Count, [{Type, Id} || {Type, {Id, _}} <- Timeouts]}}
        end)
        """;

    private static readonly ErlAtom Scripted = ErlTerm.Atom("scripted");
    private static readonly string Sources = Path.Combine(AppContext.BaseDirectory, "Otp");
    private static readonly string[] ScriptedSources =
        [.. new[] { "scripted_statem.erl", "scripted_plain.erl", "scripted_functions.erl" }.Select(name => Path.Combine(Sources, name))];

    [Fact]
    public async Task Random_events_are_handled_here_in_the_order_in_which_gen_statem_handles_them()
    {
        const int Machines = 20;
        const int Events = 50;
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using ErlangPeer erl = await ErlangPeer.StartAsync(new ErlangPeerOptions { Modules = ScriptedSources }, cancellation);
        await using var node = new Node();
        int handled = 0;
        for (int seed = 0; seed < Machines; seed++)
        {
            // Time-outs of an hour are stopped, started anew and updated, but never over: the clocks of the two sides differ.
            var scripts = new RandomScripts(seed, [0, 0, 0, Hour], [Hour]);
            ErlTerm[] events = [.. Enumerable.Range(0, Events).Select(_ => scripts.Event())];
            await erl.EvaluateAsync($"scripted_statem:start(s{seed})", cancellation);
            await erl.EvaluateAsync($"[gen_statem:cast(s{seed}, E) || E <- {ErlTerm.List(events)}], ok", cancellation);
            string theirs = await erl.EvaluateAsync($"{Shown}(s{seed})", cancellation);
            ErlTerm ours = await node.RunAsync(
                async self =>
                {
                    ErlPid machine = (await GenStatem.StartAsync(self, () => new ScriptedStatem())).Pid;
                    foreach (ErlTerm each in events)
                    {
                        GenStatem.Cast(self, machine, each);
                    }

                    var state = (ErlTuple)await self.GetStateAsync(machine, Timeout.InfiniteTimeSpan);
                    return ErlTerm.Tuple(state[0], state[1], TimeoutsOf(await self.GetStatusAsync(machine, Timeout.InfiniteTimeSpan)));
                },
                cancellation);

            Assert.Equal((seed, theirs), (seed, ours.ToString()));
            handled += ((ErlList)((ErlTuple)ours)[1]).Count;
        }

        Assert.True(handled >= Machines * Events, $"Only {handled} events were handled.");
    }

    [Fact]
    public async Task A_time_out_whose_time_is_past_comes_where_gen_statem_has_it_come()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using ErlangPeer erl = await ErlangPeer.StartAsync(new ErlangPeerOptions { Modules = ScriptedSources }, cancellation);
        await using var node = new Node();

        // Several casts wait already when the first one is handled; what the time-out leads to starts another one of the kind, which comes last of all.
        ErlTerm[] events =
        [
            .. new[]
            {
                """
                {1, #{a => {keep, [{start_at, {timeout,x}, time, -3,
                                    {10, #{b => {keep, [{start_at, state_timeout, timestamp, -2, {11, #{}}}], {keep, []}}}}},
                                   {start, {timeout,y}, 0, {12, #{}}},
                                   {next_event, internal, {13, #{}}}], {keep, []}}}}
                """,
                "{2, #{a => {keep, [postpone], {keep, []}}}}",
                "{3, #{a => {{next, b}, [{push, scripted_functions}], {repeat, [{start_at, timeout, time, -1, {14, #{}}}]}}}}",
                "{4, #{}}",
            }.Select(ErlTerm.Parse),
        ];
        await erl.EvaluateAsync("scripted_statem:start(past), timer:sleep(10), sys:suspend(past)", cancellation);
        await erl.EvaluateAsync($"[gen_statem:cast(past, E) || E <- {ErlTerm.List(events)}], sys:resume(past)", cancellation);
        string theirs = await erl.EvaluateAsync(
            """
            (fun Wait() ->
                case sys:get_state(past) of
                    {S, {[{_, 11, _, _} | _] = H, _, _, _}} -> {S, H};
                    _ -> timer:sleep(10), Wait()
                end
            end)()
            """,
            cancellation);
        await node.RunAsync(
            async self =>
            {
                ErlPid machine = (await GenStatem.StartAsync(self, () => new ScriptedStatem())).Pid;
                await self.SuspendAsync(machine);
                foreach (ErlTerm each in events)
                {
                    GenStatem.Cast(self, machine, each);
                }

                // Each of the two time-outs has been sent when the question before is answered, and stands before the next one.
                await self.ResumeAsync(machine);
                await self.GetStateAsync(machine, Timeout.InfiniteTimeSpan);
                await self.GetStateAsync(machine, Timeout.InfiniteTimeSpan);
                Assert.Equal(theirs, (await self.GetStateAsync(machine, Timeout.InfiniteTimeSpan)).ToString());
                return true;
            },
            cancellation);
    }

    [Fact]
    public async Task Erlang_calls_casts_looks_into_and_stops_a_machine_here()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartMemberAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await GenStatem.StartAsync(node, () => new Counting(), new StartOptions { Name = ErlTerm.Atom("counting") });
        await erl.EvaluateAsync("M = {counting, 'net@localhost'}, ok");

        Assert.Equal("{off,0}", await erl.EvaluateAsync("gen_statem:call(M, get)"));
        Assert.Equal("ok", await erl.EvaluateAsync("gen_statem:cast(M, count)"));
        Assert.Equal("{off,0}", await erl.EvaluateAsync("sys:get_state(M)"));
        Assert.Equal("[{cast,count}]", await erl.EvaluateAsync(
            "{status, _, {module, gen_statem}, [_, running, _, [], [_, {data, D1}, _]]} = sys:get_status(M), proplists:get_value(\"Postponed\", D1)"));
        Assert.Equal("on", await erl.EvaluateAsync("gen_statem:call(M, push, 5000)"));
        Assert.Equal("{on,1}", await erl.EvaluateAsync("gen_statem:wait_response(gen_statem:send_request(M, get)), sys:get_state(M)"));
        Assert.Equal("\"Status for state machine counting\"", await erl.EvaluateAsync(
            "{status, _, _, [_, _, _, _, [{header, H}, {data, D2}, S]]} = sys:get_status(M), H"));
        Assert.Equal(
            "[running,['Counting'],{0,[]},[],[]]",
            await erl.EvaluateAsync(
                "[proplists:get_value(K, D2) || K <- [\"Status\", \"Modules\", \"Time-outs\", \"Logged Events\", \"Postponed\"]]"));
        Assert.Equal("{data,[{\"State\",{on,1}}]}", await erl.EvaluateAsync("S"));
        Assert.Equal("true", await erl.EvaluateAsync(
            "try gen_statem:call(M, die) catch exit:R1 -> R1 =:= {{shutdown, asked}, {gen_statem, call, [M, die, infinity]}} end"));
        Assert.Equal("true", await erl.EvaluateAsync(
            "try gen_statem:call(M, get) catch exit:R2 -> R2 =:= {noproc, {gen_statem, call, [M, get, infinity]}} end"));
        await GenStatem.StartAsync(node, () => new Counting(), new StartOptions { Name = ErlTerm.Atom("counting") });
        Assert.Equal("ok", await erl.EvaluateAsync("gen_statem:stop(M)"));
    }

    [Fact]
    public async Task A_machine_in_Erlang_is_called_looked_into_and_stopped_from_here_as_one_of_ours()
    {
        await using MixedCluster cluster = await MixedCluster.StartAsync();
        Node node = await cluster.StartMemberAsync("net");
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await erl.LoadAsync(Path.Combine(SampleFiles.Folder("DoorLock"), "door.erl"));
        await erl.LoadAsync(ScriptedSources[0]);
        await erl.EvaluateAsync("door:start([1]), scripted_statem:start(scripted), ok");
        ErlTerm door = ErlTerm.Parse("{door, erl@localhost}");
        ErlTerm scripted = ErlTerm.Tuple(Scripted, ErlTerm.Atom("erl@localhost"));
        await node.RunAsync(async self =>
        {
            Assert.Equal("wrong", (await GenStatem.CallAsync(self, door, ErlTerm.Parse("{button, 2}"))).ToString());
            Assert.Equal("open", (await GenStatem.CallAsync(self, door, ErlTerm.Parse("{button, 1}"))).ToString());
            Assert.Equal("locked", (await GenStatem.CallAsync(self, door, ErlTerm.Parse("until_locked"))).ToString());
            Assert.Equal("{locked,#{code => [1],entered => []}}", (await self.GetStateAsync(door)).ToString());
            GenStatem.Cast(self, scripted, ErlTerm.Parse("{1, #{a => {{next, b}, [], {keep, []}}}}"));
            Assert.Equal(
                "{b,{[{enter,a,b,scripted_statem},{cast,1,a,scripted_statem},{enter,a,a,scripted_statem}],#{1 => 1},0,{keep,[]}}}",
                (await self.GetStateAsync(scripted)).ToString());

            // The data of that machine know no such call: it crashes while we wait.
            TermException failure = await Assert.ThrowsAsync<TermException>(
                () => GenStatem.CallAsync(self, scripted, ErlTerm.Parse("unknown")).AsTask());
            Assert.Equal(
                ErlTerm.Tuple(ErlTerm.Atom("gen_statem"), ErlTerm.Atom("call"), ErlTerm.List(scripted, ErlTerm.Atom("unknown"), ErlTerm.Atom("infinity"))),
                ((ErlTuple)failure.Reason)[1]);
            Assert.Equal("function_clause", ((ErlTuple)((ErlTuple)failure.Reason)[0])[0].ToString());
            await GenStatem.StopAsync(self, door);
            failure = await Assert.ThrowsAsync<TermException>(() => GenStatem.StopAsync(self, door));
            Assert.Equal("noproc", failure.Reason.ToString());
            return true;
        }).WaitAsync(TestTimeouts.Process);
    }

    private static ErlTuple TimeoutsOf(ErlTerm status)
    {
        var parts = (ErlList)((ErlList)((ErlTuple)status)[3])[4];
        var pair = (ErlTuple)((ErlList)((ErlTuple)parts[1])[1]).OfType<ErlTuple>().Single(each => each[0].Equals(ErlTerm.CharList("Time-outs")))[1];
        return ErlTerm.Tuple(pair[0], ErlTerm.List([.. ((ErlList)pair[1]).OfType<ErlTuple>().Select(each => ErlTerm.Tuple(each[0], ((ErlTuple)each[1])[0]))]));
    }

    /// <summary>Counts while it is on, and keeps what it is to count for that time.</summary>
    private sealed class Counting : GenStatem
    {
        private static readonly ErlAtom On = ErlTerm.Atom("on");
        private static readonly ErlAtom Off = ErlTerm.Atom("off");

        private long _count;

        protected internal override CallbackMode CallbackMode => CallbackMode.HandleEventFunction;

        protected internal override ValueTask<StateInit> InitAsync() => StateInit.Ok(Off);

        protected internal override ErlTerm GetData() => _count;

        protected internal override ValueTask<StateResult> HandleEventAsync(StateEvent stateEvent, ErlTerm state)
        {
            switch (stateEvent)
            {
                case (EventKind.Call, ErlAtom("get")):
                    return StateResult.KeepState(StateAction.Reply(stateEvent.From, ErlTerm.Tuple(state, _count)));
                case (EventKind.Call, ErlAtom("push")):
                    return StateResult.NextState(On, StateAction.Reply(stateEvent.From, On));
                case (EventKind.Call, _):
                    return StateResult.Stop(ErlTerm.Parse("{shutdown, asked}"));
                case (EventKind.Cast, _) when state == Off:
                    return StateResult.KeepState(StateAction.Postpone);
                default:
                    _count++;
                    return StateResult.KeepState();
            }
        }
    }
}
