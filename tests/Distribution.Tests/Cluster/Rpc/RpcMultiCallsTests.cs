using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Cluster.Rpc;

[Trait("Scenario", "R3")]
public sealed class RpcMultiCallsTests : IAsyncLifetime
{
    private static readonly ErlAtom B = MemoryWorld.Name("b");

    private readonly MemoryWorld _world = new();
    private readonly Callees _callees = new();
    private Node _a = null!;

    public async ValueTask InitializeAsync()
    {
        _a = await StartAsync("a");
        await StartAsync("b");
        await MemoryWorld.ConnectAsync(_a, "b");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Every_visible_node_is_called_and_this_one()
    {
        (IReadOnlyList<ErlTerm> results, IReadOnlyList<ErlAtom> bad)
            = await _a.RpcMultiCallAsync(null, Atoms.Math, ErlTerm.Atom("pi"), []).WaitAsync(TestTimeouts.Long);
        Assert.Equal([Math.PI, Math.PI], results.Select(result => ((ErlFloat)result).Value));
        Assert.Empty(bad);
        await MemoryWorld.RunAsync(_a, async self =>
        {
            (results, _) = await self.RpcMultiCallAsync(Callees.M, Callees.Where, [1, 2]);
            Assert.Equal(["{1,2,a@memory}", "{1,2,b@memory}"], results.Select(result => result.ToString()));
        });
    }

    [Fact]
    public async Task Nodes_that_do_not_answer_are_told_apart_from_calls_that_fail()
    {
        ErlAtom[] nodes = [MemoryWorld.Name("x"), B, MemoryWorld.Name("y"), _a.Name];
        (IReadOnlyList<ErlTerm> results, IReadOnlyList<ErlAtom> bad)
            = await _a.RpcMultiCallAsync(nodes, ErlTerm.Atom("os"), ErlTerm.Atom("cmd"), [1]).WaitAsync(TestTimeouts.Long);
        const string Undef = "{badrpc,{'EXIT',{undef,[{os,cmd,[1],[]}]}}}";
        Assert.Equal([Undef, Undef], results.Select(result => result.ToString()));
        Assert.Equal(["x@memory", "y@memory"], bad.Select(node => node.Name));
    }

    [Fact]
    public async Task A_node_that_is_late_is_a_bad_one()
    {
        await MemoryWorld.RunAsync(_a, async self =>
        {
            Task<(IReadOnlyList<ErlTerm> Results, IReadOnlyList<ErlAtom> BadNodes)> calls
                = self.RpcMultiCallAsync([B], Callees.M, Callees.Wait, [1], TimeSpan.FromSeconds(1));
            await _callees.ProcessOf(1);
            _world.Clock.Advance(TimeSpan.FromSeconds(2));
            (IReadOnlyList<ErlTerm> results, IReadOnlyList<ErlAtom> bad) = await calls;
            Assert.Empty(results);
            Assert.Equal([B], bad);
        });
    }

    [Fact]
    public async Task Calls_are_spread_over_the_nodes_and_their_results_keep_the_order_of_the_calls()
    {
        IReadOnlyList<ErlTerm> results = await _a.RpcParallelEvalAsync(
            [
                (Atoms.Math, ErlTerm.Atom("sqrt"), [16]), (Callees.M, Callees.Where, [1, 2]), (Callees.M, Callees.Where, [3, 4]),
                (Atoms.Erlang, Atoms.Throw, [ErlTerm.Parse("{'EXIT',x}")]), (ErlTerm.Atom("os"), ErlTerm.Atom("cmd"), [1]),
            ]).WaitAsync(TestTimeouts.Long);
        Assert.Equal(
            ["4.0", "{1,2,b@memory}", "{3,4,a@memory}", "{badrpc,{'EXIT',x}}", "{badrpc,{'EXIT',{undef,[{os,cmd,[1],[]}]}}}"],
            results.Select(result => result.ToString()));
        Assert.Empty(await _a.RpcParallelEvalAsync([]).WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task A_list_is_mapped_over_the_nodes_in_its_order()
    {
        IReadOnlyList<ErlTerm> results
            = await _a.RpcPmapAsync(Callees.M, Callees.Where, [ErlTerm.Atom("extra")], [1, 2, 3]).WaitAsync(TestTimeouts.Long);
        Assert.Equal(["{1,extra,a@memory}", "{2,extra,b@memory}", "{3,extra,a@memory}"], results.Select(result => result.ToString()));
        Assert.Empty(await _a.RpcPmapAsync(Callees.M, Callees.Where, [], []).WaitAsync(TestTimeouts.Long));
    }

    [Fact]
    public async Task One_failure_fails_the_whole_map()
    {
        TermException raised = await Assert.ThrowsAsync<TermException>(
            () => _a.RpcPmapAsync(Atoms.Math, ErlTerm.Atom("sqrt"), [], [4, Atoms.No, 9]).WaitAsync(TestTimeouts.Long));
        Assert.Equal((TermExceptionClass.Exit, Atoms.Badrpc), (raised.Class, raised.Reason));
    }

    [Fact]
    public async Task A_function_is_evaluated_everywhere()
    {
        await MemoryWorld.RunAsync(_a, async self =>
        {
            self.RpcEvalEverywhere(Atoms.Erlang, Atoms.Send, [self.Self, 1]);
            _a.RpcEvalEverywhere(null, Atoms.Erlang, Atoms.Send, [self.Self, 1]);
            _a.RpcCast(B, Atoms.Erlang, Atoms.Send, [self.Self, 1]);
            for (int i = 0; i < 5; i++)
            {
                Assert.Equal(1, await self.ReceiveAsync());
            }
        });
    }

    private async Task<Node> StartAsync(string name)
    {
        Node node = await _world.StartAsync(name);
        _callees.AddTo(node);
        return node;
    }
}
