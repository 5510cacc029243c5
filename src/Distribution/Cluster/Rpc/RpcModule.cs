using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Modules;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Rpc;

/// <summary>
/// The functions of module <c>rpc</c> that a peer may call here, so that calls go on from this node to others. Those whose answer is for the
/// calling process later (<c>async_call</c>, <c>yield</c>) mean nothing to a peer.
/// </summary>
internal static class RpcModule
{
    private static readonly ErlAtom Abcast = ErlTerm.Atom("abcast");

    public static void AddTo(ModuleTable table)
    {
        table.Add(Atoms.Rpc, Atoms.Call, 4, static (self, a) => Await(self.RpcCallAsync(Name(a[0]), Name(a[1]), Name(a[2]), List(a[3]))));
        table.Add(Atoms.Rpc, Atoms.Call, 5, static (self, a)
            => Await(self.RpcCallAsync(Name(a[0]), Name(a[1]), Name(a[2]), List(a[3]), Time(a[4]))));
        Add(table, "block_call", 4, static (self, a) => self.RpcBlockCallAsync(Name(a[0]), Name(a[1]), Name(a[2]), List(a[3])));
        Add(table, "block_call", 5, static (self, a) => self.RpcBlockCallAsync(Name(a[0]), Name(a[1]), Name(a[2]), List(a[3]), Time(a[4])));
        Add(table, "server_call", 4, static (self, a) => self.RpcServerCallAsync(Name(a[0]), Name(a[1]), a[2], a[3]));
        Add(table, "multicall", 3, static (self, a) => Pair(self.RpcMultiCallAsync(Name(a[0]), Name(a[1]), List(a[2]))));
        Add(table, "multicall", 4, static (self, a) => a[0] is ErlList
            ? Pair(self.RpcMultiCallAsync(Names(a[0]), Name(a[1]), Name(a[2]), List(a[3])))
            : Pair(self.RpcMultiCallAsync(Name(a[0]), Name(a[1]), List(a[2]), Time(a[3]))));
        Add(table, "multicall", 5, static (self, a) => Pair(self.RpcMultiCallAsync(Names(a[0]), Name(a[1]), Name(a[2]), List(a[3]), Time(a[4]))));
        Add(table, "multi_server_call", 2, static (self, a) => Pair(self.RpcMultiServerCallAsync(Name(a[0]), a[1])));
        Add(table, "multi_server_call", 3, static (self, a) => Pair(self.RpcMultiServerCallAsync(Names(a[0]), Name(a[1]), a[2])));
        Add(table, "parallel_eval", 1, static (self, a) => ListOf(self.RpcParallelEvalAsync([.. List(a[0]).Select(CallOf)])));
        Add(table, "pmap", 3, static (self, a) => a[0] is ErlTuple and [ErlAtom module, ErlAtom function]
            ? ListOf(self.RpcPmapAsync(module, function, List(a[1]), List(a[2])))
            : throw BuiltIn.BadArgument());
        AddSends(table);
    }

    private static void AddSends(ModuleTable table)
    {
        table.Add(Atoms.Rpc, Atoms.Cast, 4, static (self, a) =>
        {
            self.RpcCast(Name(a[0]), Name(a[1]), Name(a[2]), List(a[3]));
            return new ValueTask<ErlTerm>(Atoms.True);
        });
        table.Add(Atoms.Rpc, Abcast, 2, static (self, a) => SendAll(self, RpcMultiCalls.EveryNode(self.Node), a[0], a[1]));
        table.Add(Atoms.Rpc, Abcast, 3, static (self, a) => SendAll(self, Names(a[0]), a[1], a[2]));
        Add(table, "sbcast", 2, static (self, a) => Pair(self.RpcSbcastAsync(Name(a[0]), a[1])));
        Add(table, "sbcast", 3, static (self, a) => Pair(self.RpcSbcastAsync(Names(a[0]), Name(a[1]), a[2])));
        Add(table, "eval_everywhere", 3, static (self, a) => EvalEverywhere(self, RpcMultiCalls.EveryNode(self.Node), a[0], a[1], a[2]));
        Add(table, "eval_everywhere", 4, static (self, a) => EvalEverywhere(self, Names(a[0]), a[1], a[2], a[3]));
    }

    private static void Add(ModuleTable table, string name, int arity, Func<ProcessContext, IReadOnlyList<ErlTerm>, Task<ErlTerm>> body)
        => table.Add(Atoms.Rpc, ErlTerm.Atom(name), arity, (self, arguments) => Await(body(self, arguments)));

    private static ValueTask<ErlTerm> SendAll(ProcessContext self, IReadOnlyList<ErlAtom> nodes, ErlTerm name, ErlTerm message)
    {
        self.RpcAbcast(nodes, Name(name), message);
        return new ValueTask<ErlTerm>(Abcast);
    }

    private static Task<ErlTerm> EvalEverywhere(ProcessContext self, IReadOnlyList<ErlAtom> nodes, ErlTerm module, ErlTerm function, ErlTerm arguments)
    {
        self.RpcEvalEverywhere(nodes, Name(module), Name(function), List(arguments));
        return Task.FromResult<ErlTerm>(Abcast);
    }

    private static ValueTask<ErlTerm> Await(Task<ErlTerm> call) => new(call);

    private static async Task<ErlTerm> Pair<T>(Task<(IReadOnlyList<T> First, IReadOnlyList<ErlAtom> Second)> call)
        where T : ErlTerm
    {
        (IReadOnlyList<T> first, IReadOnlyList<ErlAtom> second) = await call.ConfigureAwait(false);
        return ErlTerm.Tuple(ErlTerm.List([.. first]), ErlTerm.List([.. second]));
    }

    private static async Task<ErlTerm> ListOf(Task<IReadOnlyList<ErlTerm>> call) => ErlTerm.List([.. await call.ConfigureAwait(false)]);

    private static (ErlAtom Module, ErlAtom Function, IReadOnlyList<ErlTerm> Arguments) CallOf(ErlTerm term)
        => term is ErlTuple and [ErlAtom module, ErlAtom function, ErlList { IsProper: true } arguments]
            ? (module, function, arguments)
            : throw BuiltIn.BadArgument();

    private static TimeSpan Time(ErlTerm term) => term == Atoms.Infinity ? Timeout.InfiniteTimeSpan : BuiltIn.Milliseconds(term);

    private static ErlAtom Name(ErlTerm term) => BuiltIn.Name(term);

    private static IReadOnlyList<ErlAtom> Names(ErlTerm term) => [.. List(term).Select(Name)];

    private static ErlList List(ErlTerm term) => BuiltIn.ProperList(term);
}
