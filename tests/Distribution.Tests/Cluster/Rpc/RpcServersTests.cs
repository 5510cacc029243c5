using Chan.Distribution.Cluster.Rpc;
using Chan.Distribution.Processes;
using Chan.Terms;
using Chan.TestKit;

namespace Chan.Distribution.Tests.Cluster.Rpc;

[Trait("Scenario", "R2")]
public sealed class RpcServersTests : IAsyncLifetime
{
    private static readonly ErlAtom B = MemoryWorld.Name("b");
    private static readonly ErlAtom Nobody = MemoryWorld.Name("nobody");
    private static readonly ErlAtom Kvs = ErlTerm.Atom("kvs");

    private readonly MemoryWorld _world = new();
    private readonly Callees _callees = new();
    private Node _a = null!;
    private Node _b = null!;

    public async ValueTask InitializeAsync()
    {
        _a = await _world.StartAsync("a");
        _b = await _world.StartAsync("b");
        _callees.AddTo(_b);
        await MemoryWorld.ConnectAsync(_a, "b");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Blocking_calls_of_a_node_do_not_overlap()
    {
        var order = new List<string>();
        ErlAtom gate = ErlTerm.Atom("gate");
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _b.Modules.Add(Callees.M, gate, 1, async (self, arguments) =>
        {
            order.Add($"begin {arguments[0]}");
            entered.TrySetResult();
            await self.ReceiveAsync(message => message == Atoms.Continue);
            order.Add($"end {arguments[0]}");
            return arguments[0];
        });
        ErlPid rex = _b.WhereIs(Atoms.Rex)!;
        Task<ErlTerm> first = _a.RpcBlockCallAsync(B, Callees.M, gate, [1]);
        await entered.Task.WaitAsync(TestTimeouts.Long);
        Task<ErlTerm> second = _a.RpcBlockCallAsync(B, Callees.M, gate, [2]);
        while (_b.GetMailboxLength(rex) == 0)
        {
            await Task.Yield();
        }

        _b.Send(rex, Atoms.Continue);
        Assert.Equal(1, await first.WaitAsync(TestTimeouts.Long));
        _b.Send(rex, Atoms.Continue);
        Assert.Equal(2, await second.WaitAsync(TestTimeouts.Long));
        Assert.Equal(["begin 1", "end 1", "begin 2", "end 2"], order);
    }

    [Theory]
    [InlineData("{math,sqrt,[16]}", "4.0")]
    [InlineData("{erlang,throw,[ball]}", "ball")]
    [InlineData("{erlang,throw,[{'EXIT',ball}]}", "{badrpc,{'EXIT',ball}}")]
    [InlineData("{erlang,exit,[bye]}", "{badrpc,{'EXIT',bye}}")]
    [InlineData("{os,cmd,[1]}", "{badrpc,{'EXIT',{undef,[{os,cmd,[1],[]}]}}}")]
    public async Task A_blocking_call_gives_what_a_call_gives(string call, string result)
    {
        var parts = (ErlTuple)ErlTerm.Parse(call);
        foreach (ErlAtom node in new[] { _a.Name, B })
        {
            Assert.Equal(
                ErlTerm.Parse(result),
                await _a.RpcBlockCallAsync(node, (ErlAtom)parts[0], (ErlAtom)parts[1], (ErlList)parts[2], TimeSpan.FromHours(1)).WaitAsync(TestTimeouts.Long));
        }
    }

    [Fact]
    public async Task A_blocking_call_gives_up_after_its_time_and_leaves_no_late_answer()
    {
        await MemoryWorld.RunAsync(_a, async self =>
        {
            Task<ErlTerm> call = self.RpcBlockCallAsync(B, Callees.M, Callees.Wait, [1], TimeSpan.FromSeconds(2));
            ErlPid rex = await _callees.ProcessOf(1);
            _world.Clock.Advance(TimeSpan.FromSeconds(3));
            Assert.Equal(ErlTerm.Parse("{badrpc,timeout}"), await call);
            _b.Send(rex, Atoms.Ok);
            Assert.Equal(4.0, ((ErlFloat)await self.RpcBlockCallAsync(B, Atoms.Math, ErlTerm.Atom("sqrt"), [16])).Value);
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    [Fact]
    public async Task A_blocking_call_tells_of_a_node_that_is_not_there_and_of_an_end_of_rex()
    {
        Assert.Equal("{badrpc,nodedown}", (await _a.RpcBlockCallAsync(Nobody, Atoms.Math, ErlTerm.Atom("pi"), []).WaitAsync(TestTimeouts.Long)).ToString());
        await MemoryWorld.RunAsync(_a, async self =>
        {
            _world.Log.Expect(2301);
            Task<ErlTerm> call = self.RpcBlockCallAsync(B, Callees.M, Callees.Killed, []);
            ErlTerm request = ErlTerm.Tuple([ErlTerm.Atom("block_call"), Callees.M, Callees.Killed, ErlList.Empty, self.GroupLeader]);
            ErlTerm ended = ErlTerm.Tuple(
                Atoms.Killed,
                ErlTerm.Tuple(ErlTerm.Atom("gen_server"), Atoms.Call, ErlTerm.List(ErlTerm.Tuple(Atoms.Rex, B), request, Atoms.Infinity)));
            Assert.Equal(ErlTerm.Tuple(Atoms.Badrpc, ErlTerm.Tuple(Atoms.Exit, ended)), await call);
            await _world.Log.WaitForAsync(2301);
        });
    }

    [Fact]
    public async Task A_server_is_called_by_a_plain_message()
    {
        StartKvs(_b);
        await MemoryWorld.RunAsync(_a, async self =>
        {
            Assert.Equal(Atoms.Ping, await self.RpcServerCallAsync(B, Kvs, Kvs, Atoms.Ping));
            Assert.Equal("{error,nodedown}", (await self.RpcServerCallAsync(B, ErlTerm.Atom("no"), Kvs, Atoms.Ping)).ToString());
            Assert.Equal("{error,nodedown}", (await _a.RpcServerCallAsync(Nobody, Kvs, Kvs, Atoms.Ping)).ToString());
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    [Fact]
    public async Task Servers_of_many_nodes_are_asked_at_once()
    {
        StartKvs(_a);
        StartKvs(_b);
        await MemoryWorld.RunAsync(_a, async self =>
        {
            (IReadOnlyList<ErlTerm> replies, IReadOnlyList<ErlAtom> bad) = await self.RpcMultiServerCallAsync([Nobody, B, _a.Name], Kvs, Atoms.Ping);
            Assert.Equal([Atoms.Ping, Atoms.Ping], replies);
            Assert.Equal([Nobody], bad);
            (replies, bad) = await self.RpcMultiServerCallAsync(ErlTerm.Atom("no"), Atoms.Ping);
            Assert.Empty(replies);
            Assert.Equal([_a.Name, B], bad);
            Assert.Null(await self.ReceiveAsync(TimeSpan.Zero));
        });
    }

    [Fact]
    public async Task A_broadcast_reaches_the_name_on_every_node_and_the_sure_one_says_where()
    {
        await MemoryWorld.RunAsync(_a, async self =>
        {
            foreach (Node node in new[] { _a, _b })
            {
                node.Spawn(
                    async each =>
                    {
                        while (true)
                        {
                            each.Send(self.Self, ErlTerm.Tuple(each.Node.Name, await each.ReceiveAsync()));
                        }
                    },
                    new SpawnOptions { Name = Kvs });
            }

            self.RpcAbcast(Kvs, 1);
            self.RpcAbcast([Nobody, B], ErlTerm.Atom("no"), 1);
            _a.RpcAbcast(null, Kvs, 1);
            Assert.Equal(["{a@memory,1}", "{a@memory,1}", "{b@memory,1}", "{b@memory,1}"], await ReceiveAsync(self, 4));
            (IReadOnlyList<ErlAtom> good, IReadOnlyList<ErlAtom> bad) = await self.RpcSbcastAsync([B, Nobody, _a.Name], Kvs, 2);
            Assert.Equal(["{a@memory,2}", "{b@memory,2}"], await ReceiveAsync(self, 2));
            Assert.Equal([B, _a.Name], good);
            Assert.Equal([Nobody], bad);
            (good, bad) = await _a.RpcSbcastAsync(null, ErlTerm.Atom("no"), 2);
            Assert.Empty(good);
            Assert.Equal([_a.Name, B], bad);
        });
    }

    [Fact]
    public async Task What_a_program_tells_many_nodes_comes_in_its_order()
    {
        const int Count = 1000;
        var got = new TaskCompletionSource<List<ErlTerm>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _b.Spawn(
            async self =>
            {
                var messages = new List<ErlTerm>();
                while (messages.Count < Count)
                {
                    messages.Add(await self.ReceiveAsync());
                }

                got.SetResult(messages);
            },
            new SpawnOptions { Name = Kvs });
        for (int i = 0; i < Count; i++)
        {
            _a.RpcAbcast([B], Kvs, i);
        }

        Assert.Equal(Enumerable.Range(0, Count).Select(i => (ErlTerm)i), await got.Task.WaitAsync(TestTimeouts.Long));
    }

    private static async Task<IEnumerable<string>> ReceiveAsync(ProcessContext self, int count)
    {
        var received = new List<string>();
        while (received.Count < count)
        {
            received.Add((await self.ReceiveAsync()).ToString());
        }

        return received.Order(StringComparer.Ordinal);
    }

    private static void StartKvs(Node node) => node.Spawn(
        async self =>
        {
            while (await self.ReceiveAsync() is ErlTuple and [ErlPid from, var question])
            {
                self.Send(from, ErlTerm.Tuple(Kvs, self.Node.Name, question));
            }
        },
        new SpawnOptions { Name = Kvs });
}
