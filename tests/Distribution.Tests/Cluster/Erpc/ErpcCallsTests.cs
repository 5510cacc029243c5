using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Cluster.Erpc;

[Trait("Scenario", "R4")]
public sealed class ErpcCallsTests
{
    private static readonly ErlAtom A = MemoryWorld.Name("a");
    private static readonly ErlAtom B = MemoryWorld.Name("b");
    private static readonly ErlAtom Nobody = MemoryWorld.Name("nobody");
    private static readonly FunBody TellNode = static (self, _, _) => new ValueTask<ErlTerm>(self.Node.Name);

    private readonly Callees _callees = new();

    [Fact]
    public async Task A_call_to_the_own_node_runs_in_the_caller_and_with_a_timeout_in_a_process_of_its_own()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        await MemoryWorld.RunAsync(a, async self =>
        {
            Assert.Equal(self.Self, await self.ErpcCallAsync(A, Atoms.Erlang, Atoms.Self, []));
            Assert.NotEqual(self.Self, await self.ErpcCallAsync(A, Atoms.Erlang, Atoms.Self, [], TimeSpan.FromSeconds(5)));
            TermException raised = await Assert.ThrowsAsync<TermException>(() => self.ErpcCallAsync(A, Callees.M, Callees.M, []));
            Assert.Equal(ErlTerm.Parse("{exception,undef,[{m,m,[],[]}]}"), raised.Reason);
        });
    }

    [Fact]
    public async Task A_multicall_gives_one_result_for_each_node_in_their_order()
    {
        await using var world = new MemoryWorld();
        Node a = await StartAsync(world, "a");
        await StartAsync(world, "b");
        await StartAsync(world, "c");
        ErlAtom c = MemoryWorld.Name("c");
        IReadOnlyList<ErpcResult> results = await a.ErpcMultiCallAsync([B, Nobody, A, c, B, A], Callees.M, Callees.Where, [1, 2]).WaitAsync(TestTimeouts.Long);
        Assert.Equal(
            [
                "{ok,{1,2,b@memory}}", "{error,{erpc,noconnection}}", "{ok,{1,2,a@memory}}", "{ok,{1,2,c@memory}}", "{ok,{1,2,b@memory}}",
                "{ok,{1,2,a@memory}}",
            ],
            results.Select(result => result.ToString()));
    }

    [Theory]
    [InlineData("{erlang,throw,[ball]}", "{throw,ball}")]
    [InlineData("{erlang,exit,[bye]}", "{exit,{exception,bye}}")]
    [InlineData("{erlang,error,[oops]}", "{error,{exception,oops,[{erlang,error,[oops],[]}]}}")]
    public async Task What_a_called_function_raises_is_its_result_on_every_node(string call, string result)
    {
        await using var world = new MemoryWorld();
        Node a = await StartAsync(world, "a");
        await StartAsync(world, "b");
        var parts = (ErlTuple)ErlTerm.Parse(call);
        IReadOnlyList<ErpcResult> results
            = await a.ErpcMultiCallAsync([A, B], (ErlAtom)parts[0], (ErlAtom)parts[1], (ErlList)parts[2]).WaitAsync(TestTimeouts.Long);
        Assert.Equal([result, result], results.Select(each => each.ToString()));
        Assert.Equal(ErlTerm.Parse(result), ErlTerm.Tuple(((ErlTuple)results[1].ToTerm())[0], Assert.Throws<TermException>(results[1].GetValue).Reason));
    }

    [Fact]
    public async Task The_signal_that_ends_a_called_process_is_told()
    {
        await using var world = new MemoryWorld();
        Node a = await StartAsync(world, "a");
        await StartAsync(world, "b");
        Assert.Equal(
            "{exit,{signal,killed}}", (await a.ErpcMultiCallAsync([B], Callees.M, Callees.Killed, []).WaitAsync(TestTimeouts.Long))[0].ToString());
    }

    [Fact]
    public async Task A_multicall_has_one_deadline_and_leaves_nothing_but_what_was_there_before()
    {
        await using var world = new MemoryWorld();
        Node a = await StartAsync(world, "a");
        Node b = await StartAsync(world, "b");
        var atC = new Callees();
        atC.AddTo(await world.StartAsync("c"));
        await MemoryWorld.RunAsync(a, async self =>
        {
            self.Send(self.Self, ErlTerm.Atom("before"));
            Task<IReadOnlyList<ErpcResult>> calls = self.ErpcMultiCallAsync(
                [B, MemoryWorld.Name("c")], Callees.M, Callees.Wait, [ErlTerm.Atom("x")], TimeSpan.FromSeconds(2));
            ErlPid callee = await _callees.ProcessOf(ErlTerm.Atom("x"));
            await atC.ProcessOf(ErlTerm.Atom("x"));
            world.Clock.Advance(TimeSpan.FromSeconds(3));
            Assert.Equal(["{error,{erpc,timeout}}", "{error,{erpc,timeout}}"], (await calls).Select(result => result.ToString()));
            b.Send(callee, Atoms.Ok);
            await self.ErpcCallAsync(B, Atoms.Erlang, Atoms.Node, []);
            Assert.Equal(ErlTerm.Atom("before"), await self.ReceiveAsync(TimeSpan.Zero));
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    [Fact]
    public async Task Casts_run_on_every_node_that_can_be_reached()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        await world.StartAsync("b");
        await MemoryWorld.RunAsync(a, async self =>
        {
            self.ErpcMultiCast([A, Nobody, B], Atoms.Erlang, Atoms.Send, [self.Self, Atoms.Ping]);
            self.ErpcCast(B, Atoms.Erlang, Atoms.Send, [self.Self, Atoms.Ping]);
            a.ErpcCast(B, Atoms.Erlang, Atoms.Send, [self.Self, Atoms.Ping]);
            for (int i = 0; i < 4; i++)
            {
                Assert.Equal(Atoms.Ping, await self.ReceiveAsync());
            }
        });
    }

    [Fact]
    public async Task Function_values_are_called_where_their_code_is()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        Node b = await world.StartAsync("b");
        a.Modules.AddFun(0, TellNode);
        await MemoryWorld.RunAsync(a, async self =>
        {
            ErlFun fun = self.MakeFun(TellNode);
            TermException raised = await Assert.ThrowsAsync<TermException>(() => self.ErpcCallAsync(B, fun));
            Assert.Equal(ErlTerm.Tuple(Atoms.Badfun, fun), ((ErlTuple)raised.Reason)[1]);
            b.Modules.AddFun(0, TellNode);
            Assert.Equal(B, await self.ErpcCallAsync(B, fun));
            Assert.Equal([A, B], (await self.ErpcMultiCallAsync([A, B], fun)).Select(result => result.GetValue()));
            Assert.Equal(B, await self.ErpcReceiveResponseAsync(self.ErpcSendRequest(B, fun)));
        });
    }

    [Fact]
    public async Task A_time_that_is_none_is_refused_before_anything_is_sent()
    {
        await using var world = new MemoryWorld();
        Node a = await world.StartAsync("a");
        await MemoryWorld.RunAsync(a, async self =>
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => self.ErpcCallAsync(B, Atoms.Erlang, Atoms.Node, [], TimeSpan.FromSeconds(-5)));
            await Assert.ThrowsAsync<ArgumentNullException>(() => self.ErpcMultiCallAsync([B, null!], Atoms.Erlang, Atoms.Node, []));
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    private async Task<Node> StartAsync(MemoryWorld world, string name)
    {
        Node node = await world.StartAsync(name);
        _callees.AddTo(node);
        return node;
    }
}
