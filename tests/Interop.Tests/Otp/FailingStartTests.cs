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
    public async Task A_start_that_fails_gives_what_it_gives_in_Erlang_ends_with_the_same_reason_and_frees_the_name()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        Node node = await world.StartMemberAsync("net");
        world.Log.Allow(entry => entry.EventId.Id is 2601 or 2621, "initialisations fail");
        node.Modules.Add(Failing, ErlTerm.Atom("start"), 2, StartAsync);
        node.Modules.Add(Failing, ErlTerm.Atom("linked"), 2, EndAsync);
        ErlangPeer erl = await world.StartErlangAsync("erl");
        await erl.LoadAsync(Path.Combine(AppContext.BaseDirectory, "Otp", "failing_init.erl"));
        await erl.EvaluateAsync("logger:set_primary_config(level, none)");

        foreach (string behaviour in new[] { "gen_server", "gen_statem" })
        {
            foreach (string how in new[]
            {
                "{error, boom}", "{exit, boom}", "{exit, normal}", "{exit, {shutdown, x}}", "{throw, ball}", "{stop, because}", "{stop, normal}",
                "{stop, {shutdown, x}}", "ignore",
            })
            {
                foreach (string function in new[] { "start", "linked" })
                {
                    string call = $"failing_init, {function}, [{behaviour}, {how}]";
                    string theirs = await erl.EvaluateAsync($"rpc:call(node(), {call})");
                    Assert.DoesNotContain("badrpc", theirs, StringComparison.Ordinal);
                    Assert.Equal((call, theirs), (call, await erl.EvaluateAsync($"rpc:call('net@localhost', {call})")));
                }
            }
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

    private static Task<StartResult> BeginAsync(ProcessContext self, IReadOnlyList<ErlTerm> arguments, Action<ErlPid>? begun, StartOptions? options)
        => arguments[0] is ErlAtom("gen_server")
            ? GenServer.StartAsync(self, () => new Initialisation.Server(arguments[1], begun), options)
            : GenStatem.StartAsync(self, () => new Initialisation.Machine(arguments[1], begun), options);

    private static ErlTerm Plain(ErlTerm reason) => reason is ErlTuple and [var fault, ErlList] ? ErlTerm.Tuple(fault, Stack) : reason;
}
