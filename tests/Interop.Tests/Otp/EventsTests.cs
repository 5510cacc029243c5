using System.Diagnostics;
using System.Globalization;
using Chan.Distribution.Otp.Events;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Otp.Events;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Otp;

[Trait("Scenario", "O3")]
public sealed class EventsTests
{
    private static readonly ErlAtom Recorder = ErlTerm.Atom("event_recorder");
    private static readonly ErlAtom Alarms = ErlTerm.Atom("alarms");
    private static readonly Dictionary<ErlAtom, Func<GenEventHandler>> Modules = new() { [Recorder] = () => new EventRecorder() };
    private static readonly string Source = Path.Combine(AppContext.BaseDirectory, "Otp", "event_recorder.erl");

    [Fact]
    public async Task Our_manager_answers_Erlangs_clients_as_Erlangs_does()
    {
        await using MixedCluster cluster = await StartClusterAsync();
        Node node = await StartManagerAsync(cluster);
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await erl.LoadAsync(Source);

        await erl.EvaluateAsync("{ok, Own} = gen_event:start(), Theirs = event_recorder:play(Own), ok");
        Assert.Equal("pong", await erl.EvaluateAsync($"net_adm:ping('{node.Name.Name}')"));
        await erl.EvaluateAsync($"Ours = event_recorder:play(rpc:call('{node.Name.Name}', erlang, whereis, [alarms])), ok");
        Assert.Equal("[]", await erl.EvaluateAsync("[{N, T, O} || {N, T, O} <- lists:zip3(lists:seq(1, length(Theirs)), Theirs, Ours), T =/= O]"));
        Assert.Equal("1", await erl.EvaluateAsync("length([x || {raised, {noproc, _}} <- Ours])"));
    }

    [Fact]
    public async Task Our_clients_use_Erlangs_manager_as_our_own()
    {
        await using MixedCluster cluster = await StartClusterAsync();
        Node node = await StartManagerAsync(cluster);
        ErlangPeer erl = await cluster.StartErlangAsync("erl");
        await erl.LoadAsync(Source);
        await erl.EvaluateAsync("{ok, M} = gen_event:start({local, alarms}), ok");

        ErlTerm theirs = ErlTerm.Tuple(Alarms, ErlTerm.Atom("erl@localhost"));
        List<ErlTerm> fromTheirs = await node.RunAsync(self => PlayAsync(self, theirs)).WaitAsync(TestTimeouts.Process);
        List<ErlTerm> fromOurs = await node.RunAsync(self => PlayAsync(self, Alarms)).WaitAsync(TestTimeouts.Process);
        Assert.Equal(fromTheirs.Select(term => term.ToString()), fromOurs.Select(term => term.ToString()));
        Assert.Equal("undefined", await erl.EvaluateAsync("whereis(alarms)"));
    }

    [Fact]
    public async Task Elixir_uses_our_manager()
    {
        await using MixedCluster cluster = await StartClusterAsync();
        Node node = await StartManagerAsync(cluster);
        const string Script = """
            manager = {:alarms, :"net@localhost"}
            :pong = :net_adm.ping(:"net@localhost")
            :ok = :gen_event.add_handler(manager, {:event_recorder, "one"}, %{level: 1})
            :ok = :gen_event.notify(manager, "told")
            :ok = :gen_event.sync_notify(manager, {:alarm, :hot})
            IO.inspect(:gen_event.which_handlers(manager))
            IO.inspect(:gen_event.call(manager, {:event_recorder, "one"}, :seen))
            IO.inspect(:gen_event.call(manager, {:event_recorder, "one"}, :arguments))
            IO.inspect(:gen_event.delete_handler(manager, {:event_recorder, "one"}, :done))
            """;

        Assert.Equal(
            ["[event_recorder: \"one\"]", "[{:alarm, :hot}, \"told\"]", "%{level: 1}", "{:ended, :done}"], await RunElixirAsync(cluster.EpmdPort, Script));
        Assert.Empty(await node.RunAsync(self => self.WhichHandlersAsync(Alarms)));
    }

    private static async Task<MixedCluster> StartClusterAsync()
    {
        MixedCluster cluster = await MixedCluster.StartAsync();
        cluster.Log.Allow(entry => entry.EventId.Id == 2630, "handlers that crash, because the test asks for it");
        return cluster;
    }

    private static async Task<Node> StartManagerAsync(MixedCluster cluster)
    {
        Node node = await cluster.StartMemberAsync("net");
        Assert.True((await GenEvent.StartAsync(node, Modules, new StartOptions { Name = Alarms })).IsStarted);
        return node;
    }

    /// <summary>What each step gives, in terms that do not depend on where the manager runs.</summary>
    private static async Task<List<ErlTerm>> PlayAsync(ProcessContext self, ErlTerm manager)
    {
        var gave = new List<ErlTerm>();
        async Task Note(Task<ErlTerm> step) => gave.Add(Normal(await step));
        ErlTerm Numbered(string id) => ErlTerm.Tuple(Recorder, ErlTerm.Atom(id));

        await Note(self.AddHandlerAsync(manager, Recorder, ErlTerm.Atom("one")));
        await Note(self.AddSupervisedHandlerAsync(manager, Numbered("a"), ErlTerm.Atom("sup_a")));
        await Note(self.AddSupervisedHandlerAsync(manager, Numbered("b"), ErlTerm.Atom("sup_b")));
        await Note(self.AddHandlerAsync(manager, Numbered("c"), ErlTerm.Parse("{refuse, full}")));
        await Note(self.AddHandlerAsync(manager, ErlTerm.Atom("nobody"), ErlTerm.Parse("[1]")));
        self.Notify(manager, ErlTerm.Parse("<<\"told\">>"));
        await self.SyncNotifyAsync(manager, ErlTerm.Parse("{crash, sup_a}"));
        gave.Add(Normal(await self.ReceiveAsync()));
        await Note(self.CallHandlerAsync(manager, Numbered("b"), ErlTerm.Atom("seen")));
        await Note(self.CallHandlerAsync(manager, Numbered("b"), ErlTerm.Atom("unknown")));
        gave.Add(Normal(await self.ReceiveAsync()));
        await Note(self.SwapHandlerAsync(manager, (Recorder, ErlTerm.Atom("x")), (Numbered("d"), ErlTerm.Atom("y"))));
        await Note(self.SwapSupervisedHandlerAsync(manager, (Numbered("d"), ErlTerm.Atom("x")), (Numbered("e"), ErlTerm.Atom("y"))));
        await Note(self.CallHandlerAsync(manager, Numbered("e"), ErlTerm.Atom("arguments"), TestTimeouts.Process));
        gave.AddRange(await self.WhichHandlersAsync(manager));
        await Note(self.DeleteHandlerAsync(manager, Numbered("d"), ErlTerm.Atom("x")));
        await self.StopAsync(manager);
        gave.Add(Normal(await self.ReceiveAsync()));
        TermException gone = await Assert.ThrowsAsync<TermException>(() => self.WhichHandlersAsync(manager));
        gave.Add(gone.Reason);
        return gave;
    }

    /// <summary>Without the stack of a fault, which each side has its own of.</summary>
    private static ErlTerm Normal(ErlTerm term) => term switch
    {
        ErlTuple and [ErlAtom exit, ErlTuple and [var reason, ErlList { Count: > 0 } stack]] when exit == Atoms.Exit
            => ErlTerm.Tuple(exit, reason, reason.Equals(Atoms.Undef) ? stack[0] : Atoms.Ok),
        ErlTuple tuple => ErlTerm.Tuple([.. tuple.Select(Normal)]),
        _ => term,
    };

    private static async Task<string[]> RunElixirAsync(int epmdPort, string script)
    {
        using var home = new TempFolder();
        var start = new ProcessStartInfo(ErlangInstallation.Require("elixir"), ["--sname", "ex@localhost", "--cookie", MixedCluster.CookieText, "-e", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ERL_EPMD_PORT"] = epmdPort.ToString(CultureInfo.InvariantCulture);
        start.Environment["HOME"] = home.Path;
        start.Environment["ERL_CRASH_DUMP_SECONDS"] = "0";
        using Process elixir = Process.Start(start) ?? throw new InvalidOperationException("elixir does not start.");
        try
        {
            Task<string> errors = elixir.StandardError.ReadToEndAsync();
            string output = await elixir.StandardOutput.ReadToEndAsync().WaitAsync(TestTimeouts.Process);
            await elixir.WaitForExitAsync().WaitAsync(TestTimeouts.Process);
            Assert.True(elixir.ExitCode == 0, await errors + output);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
        finally
        {
            if (!elixir.HasExited)
            {
                elixir.Kill(entireProcessTree: true);
            }
        }
    }
}
