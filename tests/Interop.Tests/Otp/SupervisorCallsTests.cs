using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Otp.Starting;
using Chan.Distribution.Otp.Supervision;
using Chan.Distribution.Processes;
using Chan.Interop.Tests.Kit;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Interop.Tests.Otp;

/// <summary>Our processes look after the children of supervisors that run in Erlang.</summary>
[Trait("Scenario", "O4")]
public sealed class SupervisorCallsTests
{
    private static readonly ErlAtom Module = ErlTerm.Atom("interop_supervisor");
    private static readonly ErlTerm Tree = ErlTerm.Parse("{tree, erl@localhost}");
    private static readonly ErlTerm Pool = ErlTerm.Parse("{pool, erl@localhost}");
    private static readonly ErlTerm X = ErlTerm.Atom("x");

    [Fact]
    public async Task A_child_of_a_supervisor_in_Erlang_is_started_ended_and_taken_away()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        (Node node, ErlangPeer erl) = await StartAsync(world);

        await Run(node, async self =>
        {
            StartResult started = await self.StartChildAsync(Tree, Spec(X, "idle") with { Restart = RestartKind.Transient });
            Assert.Equal(ErlTerm.Atom("erl@localhost"), node.NodeOf(started.Pid));
            Assert.Equal(ErlTerm.Tuple(ErlTerm.Atom("already_started"), started.Pid), (await self.StartChildAsync(Tree, Spec(X, "idle"))).Error);
            Assert.Equal("told", (await self.StartChildAsync(Tree, Spec(ErlTerm.Atom("y"), "info") with { Type = ChildType.Supervisor })).Info?.ToString());
            Assert.Equal(new ChildCounts(2, 2, 1, 1), await self.CountChildrenAsync(Tree));
            Assert.Equal(
                ["y Supervisor runs", "x Worker runs"],
                (await self.WhichChildrenAsync(Tree)).Select(child => $"{child.Id} {child.Type} {(child.Pid is null ? "stands" : "runs")}"));
            Assert.Equal("running", (await self.RestartChildAsync(Tree, X)).Error?.ToString());
            Assert.Equal("running", await RefusedAsync(self.DeleteChildAsync(Tree, X)));

            ChildSpec kept = ChildSpec.FromTerm(await self.GetChildSpecAsync(Tree, X));
            Assert.Equal((X, RestartKind.Transient, Shutdown.After(TimeSpan.FromSeconds(5))), (kept.Id, kept.Restart, kept.Shutdown));
            Assert.Equal([Module], kept.Modules);

            await self.TerminateChildAsync(Tree, X);
            Assert.Null((await self.WhichChildrenAsync(Tree))[1].Pid);
            Assert.Equal("already_present", (await self.StartChildAsync(Tree, Spec(X, "idle"))).Error?.ToString());
            Assert.NotEqual(started.Pid, (await self.RestartChildAsync(Tree, X)).Pid);
            await self.TerminateChildAsync(Tree, X);
            await self.DeleteChildAsync(Tree, X);
            Assert.Equal("not_found", (await self.RestartChildAsync(Tree, X)).Error?.ToString());
            Assert.Equal("not_found", await RefusedAsync(self.TerminateChildAsync(Tree, X)));
            Assert.Equal("not_found", await RefusedAsync(self.DeleteChildAsync(Tree, X)));
            Assert.Equal("not_found", await RefusedAsync(self.GetChildSpecAsync(Tree, X).AsTask()));
        });
        Assert.Equal("[y]", await erl.EvaluateAsync("[I || {I, _, _, _} <- supervisor:which_children(tree)]"));
    }

    [Fact]
    public async Task A_start_that_fails_in_Erlang_is_told_in_its_terms()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        (Node node, _) = await StartAsync(world);

        await Run(node, async self =>
        {
            Assert.Equal(Failure("because", "fail"), (await self.StartChildAsync(Tree, Spec(X, "fail"))).Error?.ToString());
            Assert.Equal(Failure("thrown", "throw"), (await self.StartChildAsync(Tree, Spec(X, "throw"))).Error?.ToString());
            Assert.Equal(Failure("strange", "strange"), (await self.StartChildAsync(Tree, Spec(X, "strange"))).Error?.ToString());
            Assert.StartsWith("{{'EXIT',{function_clause,[{interop_supervisor,child,[nonsense],", (await self.StartChildAsync(Tree, Spec(X, "nonsense"))).Error?.ToString(), StringComparison.Ordinal);
            Assert.Equal(
                "{bad_combination,[{auto_shutdown,never},{significant,true}]}",
                (await self.StartChildAsync(Tree, Spec(X, "idle") with { Restart = RestartKind.Temporary, IsSignificant = true })).Error?.ToString());

            // What only this program can start is not even asked of another node.
            await Assert.ThrowsAsync<ArgumentException>(
                async () => await self.StartChildAsync(Tree, new ChildSpec(X, tree => GenServer.StartLinkAsync(tree, () => new Idle()))));

            Assert.Equal(new ChildCounts(0, 0, 0, 0), await self.CountChildrenAsync(Tree));
            Assert.Equal(StartResult.Ignore, await self.StartChildAsync(Tree, Spec(X, "ignore")));
            Assert.Equal(new ChildCounts(1, 0, 0, 1), await self.CountChildrenAsync(Tree));
            Assert.Equal("{noproc,{gen_server,call,[{nobody,erl@localhost},count_children,infinity]}}", await RefusedAsync(self.CountChildrenAsync(ErlTerm.Parse("{nobody, erl@localhost}")).AsTask()));
        });
    }

    [Fact]
    public async Task A_child_in_Erlang_that_does_not_start_again_is_seen_as_restarting()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        (Node node, ErlangPeer erl) = await StartAsync(world);

        await Run(node, async self =>
        {
            ErlPid child = (await self.StartChildAsync(Tree, Spec(X, "gated"))).Pid;
            await erl.EvaluateAsync("register(gate, spawn(fun() -> receive open -> ok end end))");
            self.Send(child, ErlTerm.Atom("stop"));
            Assert.Equal("true", await erl.EvaluateAsync("Until(fun() -> {_, P, _, _} = lists:keyfind(x, 1, supervisor:which_children(tree)), P =:= restarting end)"));

            ChildInformation seen = Assert.Single(await self.WhichChildrenAsync(Tree));
            Assert.Equal((X, null, true), (seen.Id, seen.Pid, seen.IsRestarting));
            Assert.Equal("restarting", (await self.RestartChildAsync(Tree, X)).Error?.ToString());
            Assert.Equal("restarting", await RefusedAsync(self.DeleteChildAsync(Tree, X)));
            await self.TerminateChildAsync(Tree, X);
            Assert.False(Assert.Single(await self.WhichChildrenAsync(Tree)).IsRestarting);
            Assert.Equal("closed", (await self.RestartChildAsync(Tree, X)).Error?.ToString());
        });
    }

    [Fact]
    public async Task Children_of_one_specification_in_Erlang_are_known_by_their_pids()
    {
        await using MixedCluster world = await MixedCluster.StartAsync();
        (Node node, _) = await StartAsync(world);

        await Run(node, async self =>
        {
            ErlPid one = (await self.StartChildAsync(Pool, ErlTerm.Atom("idle"))).Pid;
            ErlPid two = (await self.StartChildAsync(Pool, ErlTerm.Atom("idle"))).Pid;
            Assert.Equal("because", (await self.StartChildAsync(Pool, ErlTerm.Atom("fail"))).Error?.ToString());
            IReadOnlyList<ChildInformation> children = await self.WhichChildrenAsync(Pool);
            Assert.Equal(new[] { one, two }.ToHashSet(), children.Select(child => child.Pid!).ToHashSet());
            Assert.All(children, child => Assert.Equal(Atoms.Undefined, child.Id));
            Assert.Equal(new ChildCounts(1, 2, 0, 2), await self.CountChildrenAsync(Pool));

            Assert.Equal("simple_one_for_one", (await self.RestartChildAsync(Pool, X)).Error?.ToString());
            Assert.Equal("simple_one_for_one", await RefusedAsync(self.TerminateChildAsync(Pool, X)));
            Assert.Equal("simple_one_for_one", await RefusedAsync(self.DeleteChildAsync(Pool, X)));
            Assert.Equal("each", ChildSpec.FromTerm(await self.GetChildSpecAsync(Pool, one)).Id.ToString());
            await self.TerminateChildAsync(Pool, one);
            Assert.Equal(two, Assert.Single(await self.WhichChildrenAsync(Pool)).Pid);

            // One that has ended may have been a child; one that runs and is none was not.
            await self.TerminateChildAsync(Pool, one);
            ErlTerm other = await self.RpcCallAsync(ErlTerm.Atom("erl@localhost"), Atoms.Erlang, ErlTerm.Atom("whereis"), [ErlTerm.Atom("tree")]);
            Assert.Equal("not_found", await RefusedAsync(self.TerminateChildAsync(Pool, other)));
        });
    }

    private static ChildSpec Spec(ErlTerm id, string kind) => ChildSpec.Apply(id, Module, ErlTerm.Atom("child"), ErlTerm.Atom(kind));

    /// <summary>The reason beside the record of the child.</summary>
    private static string Failure(string reason, string kind)
        => $"{{{reason},{{child,undefined,x,{{interop_supervisor,child,[{kind}]}},permanent,false,5000,worker,[interop_supervisor]}}}}";

    private static async Task<string> RefusedAsync(ValueTask request) => await RefusedAsync(request.AsTask());

    private static async Task<string> RefusedAsync(Task request) => (await Assert.ThrowsAsync<TermException>(() => request)).Reason.ToString();

    private static Task<bool> Run(Node node, Func<ProcessContext, Task> body) => node.RunAsync(async self =>
    {
        await body(self);
        return true;
    }).WaitAsync(TestTimeouts.Process);

    private static async Task<(Node Node, ErlangPeer Erl)> StartAsync(MixedCluster world)
    {
        Node node = await world.StartMemberAsync("net");
        ErlangPeer erl = await world.StartErlangAsync("erl");
        await erl.LoadAsync(Path.Combine(AppContext.BaseDirectory, "Otp", "interop_supervisor.erl"));
        await erl.EvaluateAsync("logger:set_primary_config(level, none), ok = interop_supervisor:start(), ok = interop_supervisor:start_simple()");
        return (node, erl);
    }

    private sealed class Idle : GenServer
    {
    }
}
