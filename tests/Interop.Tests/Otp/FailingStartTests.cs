using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.StateMachines;
using Chan.Distribution.Processes;
using Chan.Distribution.Tests.Otp.Starting;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Otp;

/// <summary>The same initialisation fails in C# and in Erlang: who starts it cannot tell which of the two it was.</summary>
public sealed class FailingStartTests
{
    private static readonly ErlAtom Failing = ErlTerm.Atom("failing_init");
    private static readonly ErlAtom Stack = ErlTerm.Atom("stack");

    [Fact]
    [Trait("Scenario", "O1")]
    [Trait("Scenario", "O2")]
    public Task A_start_that_fails_gives_what_it_gives_in_Erlang_ends_with_the_same_reason_and_frees_the_name()
        => CompareAsync(
            from behaviour in new[] { "gen_server", "gen_statem" }
            from how in new[]
            {
                "{error, boom}", "{exit, boom}", "{exit, normal}", "{exit, {shutdown, x}}", "{throw, ball}", "{stop, because}", "{stop, normal}",
                "{stop, {shutdown, x}}", "ignore",
            }
            from function in new[] { "start", "linked" }
            select $"failing_init, {function}, [{behaviour}, {how}]");

    [Fact]
    [Trait("Scenario", "O1")]
    public Task A_process_that_has_not_the_name_becomes_no_server_for_the_reason_that_Erlang_gives()
        => CompareAsync(
            from name in new[] { "{local, nobody}", "{local, net_kernel}", "{global, nobody}", "{via, global, nobody}" }
            select $"failing_init, enter, [{name}]");

    private static async Task CompareAsync(IEnumerable<string> calls)
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("net");
        world.Log.Allow(entry => entry.EventId.Id is 2601 or 2621, "processes fail");
        node.Modules.Add(Failing, ErlTerm.Atom("start"), 2, StartAsync);
        node.Modules.Add(Failing, ErlTerm.Atom("linked"), 2, EndAsync);
        node.Modules.Add(Failing, ErlTerm.Atom("enter"), 1, EnterAsync);
        ErlangPeer erl = await world.StartErlangAsync("erl");
        await erl.LoadAsync(Path.Combine(AppContext.BaseDirectory, "Otp", "failing_init.erl"));
        await erl.EvaluateAsync("logger:set_primary_config(level, none)");
        foreach (string call in calls)
        {
            string theirs = await erl.EvaluateAsync($"rpc:call(node(), {call})");
            Assert.DoesNotContain("badrpc", theirs, StringComparison.Ordinal);
            Assert.Equal((call, theirs), (call, await erl.EvaluateAsync($"rpc:call('net@localhost', {call})")));
        }
    }

    private static async ValueTask<ErlTerm> StartAsync(ProcessContext self, IReadOnlyList<ErlTerm> arguments)
    {
        StartResult result = await BeginAsync(self, arguments, null, new StartOptions { Name = ErlTerm.Atom("failing") });
        return ErlTerm.Tuple(
            result.Error is { } reason ? ErlTerm.Tuple(Atoms.Error, Plain(reason)) : result.ToTerm(),
            (ErlTerm?)self.Node.WhereIs(ErlTerm.Atom("failing")) ?? Atoms.Undefined);
    }

    private static async ValueTask<ErlTerm> EndAsync(ProcessContext self, IReadOnlyList<ErlTerm> arguments)
    {
        Task<ErlTerm>? end = null;
        await BeginAsync(self, arguments, pid => end = self.Node.WhenExited(pid), null);
        return Plain(await end!);
    }

    private static async ValueTask<ErlTerm> EnterAsync(ProcessContext self, IReadOnlyList<ErlTerm> arguments)
    {
        var name = (ErlTuple)arguments[0];
        ServerName wanted = name switch
        {
            [ErlAtom("local"), ErlAtom local] => ServerName.Local(local),
            [_, var inCluster] => ServerName.InCluster(inCluster),
            _ => ServerName.InRegistry((ErlAtom)name[1], name[2]),
        };
        ErlPid pid = self.SpawnProcess(arguments[0], async process =>
        {
            await process.ReceiveAsync();
            await GenServer.EnterLoopAsync(process, new Initialisation.Server(Atoms.Ok), options: new StartOptions { Name = wanted });
        });
        Task<ErlTerm> end = self.Node.WhenExited(pid);
        self.Send(pid, Atoms.Ok);
        return Plain(await end);
    }

    private static Task<StartResult> BeginAsync(ProcessContext self, IReadOnlyList<ErlTerm> arguments, Action<ErlPid>? begun, StartOptions? options)
        => arguments[0] is ErlAtom("gen_server")
            ? GenServer.StartAsync(self, () => new Initialisation.Server(arguments[1], begun), options)
            : GenStatem.StartAsync(self, () => new Initialisation.Machine(arguments[1], begun), options);

    private static ErlTerm Plain(ErlTerm reason) => reason is ErlTuple and [var fault, ErlList] ? ErlTerm.Tuple(fault, Stack) : reason;
}
