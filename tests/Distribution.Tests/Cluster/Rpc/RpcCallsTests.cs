using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Cluster.Rpc;

/// <summary>Calls from one node in memory to another.</summary>
public sealed class RpcCallsTests
{
    private static readonly ErlAtom Other = MemoryWorld.Name("b");

    [Theory]
    [InlineData("{math,sqrt,[16]}", "4.0")]
    [InlineData("{erlang,throw,[ball]}", "ball")]
    [InlineData("{erlang,throw,[{'EXIT',x}]}", "{badrpc,{'EXIT',x}}")]
    [InlineData("{erlang,exit,[bye]}", "{badrpc,{'EXIT',bye}}")]
    [InlineData("{erlang,error,[oops]}", "{badrpc,{'EXIT',{oops,[{erlang,error,[oops],[]}]}}}")]
    [InlineData("{os,cmd,[1]}", "{badrpc,{'EXIT',{undef,[{os,cmd,[1],[]}]}}}")]
    [InlineData("{m,killed,[]}", "{badrpc,{'EXIT',killed}}")]
    public async Task The_result_is_the_value_or_what_went_wrong(string call, string result)
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        AddKilled(await world.StartAsync("b"));
        Assert.Equal(ErlTerm.Parse(result), await CallAsync(a, Other, call));
    }

    [Theory]
    [InlineData("{erlang,throw,[ball]}", TermExceptionClass.Throw, "ball")]
    [InlineData("{erlang,exit,[bye]}", TermExceptionClass.Exit, "{exception,bye}")]
    [InlineData("{m,killed,[]}", TermExceptionClass.Exit, "{signal,killed}")]
    [InlineData("{erlang,error,[oops]}", TermExceptionClass.Error, "{exception,oops,[{erlang,error,[oops],[]}]}")]
    public async Task An_erpc_call_raises_what_Erlang_raises(string call, TermExceptionClass kind, string reason)
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        AddKilled(await world.StartAsync("b"));
        (ErlAtom m, ErlAtom f, ErlList arguments) = Parts(call);
        TermException raised = await Assert.ThrowsAsync<TermException>(() => a.ErpcCallAsync(Other, m, f, arguments).WaitAsync(TestTimeouts.Long));
        Assert.Equal(kind, raised.Class);
        Assert.Equal(ErlTerm.Parse(reason), raised.Reason);
    }

    [Fact]
    public async Task A_node_that_is_not_there_is_nodedown()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        Assert.Equal(ErlTerm.Parse("{badrpc,nodedown}"), await CallAsync(a, MemoryWorld.Name("nobody"), "{math,pi,[]}"));
    }

    [Fact]
    public async Task A_call_gives_up_after_its_time_and_leaves_no_late_answer()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        Node b = await world.StartAsync("b");
        var waiting = new TaskCompletionSource<ErlPid>();
        b.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("wait"), 0, async (self, _) =>
        {
            waiting.SetResult(self.Self);
            return await self.ReceiveAsync();
        });
        await a.RunAsync(async self =>
        {
            Task<ErlTerm> call = self.RpcCallAsync(Other, ErlTerm.Atom("m"), ErlTerm.Atom("wait"), [], TimeSpan.FromSeconds(2));
            world.Clock.Advance(TimeSpan.Zero);
            ErlPid callee = await waiting.Task.WaitAsync(TestTimeouts.Long);
            world.Clock.Advance(TimeSpan.FromSeconds(3));
            Assert.Equal(ErlTerm.Parse("{badrpc,timeout}"), await call);
            b.Send(callee, Atoms.Ok);
            await b.WhenExited(callee);
            Assert.Equal(3.0, ((ErlFloat)await self.ErpcCallAsync(Other, Atoms.Math, ErlTerm.Atom("sqrt"), [9.0])).Value);
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
            return true;
        }).WaitAsync(TestTimeouts.Long);
    }

    [Fact]
    public async Task A_cast_runs_there_and_output_of_a_call_comes_here()
    {
        await using var world = new MemoryWorld();
        using var output = new StringWriter();
        Node a = await world.StartAsync("a", output);
        await world.StartAsync("b");
        await a.RunAsync(async self =>
        {
            self.RpcCast(Other, Atoms.Erlang, Atoms.Send, [self.Self, Atoms.Ping]);
            Assert.Equal(Atoms.Ping, await self.ReceiveAsync());
            Assert.Equal(Atoms.Ok, await self.RpcCallAsync(Other, ErlTerm.Atom("io"), ErlTerm.Atom("format"), [ErlTerm.CharList("~p here~n"), ErlTerm.List(Atoms.Ok)]));
            return true;
        }).WaitAsync(TestTimeouts.Long);
        Assert.Equal("ok here\n", output.ToString());
    }

    private static void AddKilled(Node node) => node.Modules.Add(ErlTerm.Atom("m"), ErlTerm.Atom("killed"), 0, async (self, _) =>
    {
        self.Exit(self.Self, Atoms.Kill);
        return await self.ReceiveAsync();
    });

    private static Task<ErlTerm> CallAsync(Node from, ErlAtom node, string call)
    {
        (ErlAtom m, ErlAtom f, ErlList arguments) = Parts(call);
        return from.RpcCallAsync(node, m, f, arguments).WaitAsync(TestTimeouts.Long);
    }

    private static (ErlAtom Module, ErlAtom Function, ErlList Arguments) Parts(string call)
    {
        var parts = (ErlTuple)ErlTerm.Parse(call);
        return ((ErlAtom)parts[0], (ErlAtom)parts[1], (ErlList)parts[2]);
    }
}
