using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Erpc;

/// <summary>
/// The side of module <c>erpc</c> that is called: peers spawn <c>execute_call</c> and <c>execute_cast</c> to run other functions. The rest are
/// calls that go on from this node to others; those whose answer is for the calling process later mean nothing to a peer.
/// </summary>
internal static class ErpcModule
{
    private static readonly ErlAtom Return = ErlTerm.Atom("return");

    public static void AddTo(ModuleTable table)
    {
        table.Add(Atoms.Erpc, ErlTerm.Atom("execute_call"), 4, ExecuteCallAsync, RunCallAsync);
        table.Add(Atoms.Erpc, ErlTerm.Atom("execute_call"), 3, ApplyAsync);
        table.Add(Atoms.Erpc, ErlTerm.Atom("execute_cast"), 3, ExecuteCastAsync);
        AddCalls(table);
    }

    private static void AddCalls(ModuleTable table)
    {
        Add(table, "call", 4, static async (self, a) => await self.ErpcCallAsync(Name(a[0]), Name(a[1]), Name(a[2]), List(a[3])).ConfigureAwait(false));
        Add(table, "call", 5, static async (self, a)
            => await self.ErpcCallAsync(Name(a[0]), Name(a[1]), Name(a[2]), List(a[3]), Time(a[4])).ConfigureAwait(false));
        Add(table, "multicall", 4, static async (self, a)
            => Terms(await self.ErpcMultiCallAsync(Names(a[0]), Name(a[1]), Name(a[2]), List(a[3])).ConfigureAwait(false)));
        Add(table, "multicall", 5, static async (self, a)
            => Terms(await self.ErpcMultiCallAsync(Names(a[0]), Name(a[1]), Name(a[2]), List(a[3]), Time(a[4])).ConfigureAwait(false)));
        Add(table, "cast", 4, static (self, a) =>
        {
            self.ErpcCast(Name(a[0]), Name(a[1]), Name(a[2]), List(a[3]));
            return new ValueTask<ErlTerm>(Atoms.Ok);
        });
        Add(table, "multicast", 4, static (self, a) =>
        {
            self.ErpcMultiCast(Names(a[0]), Name(a[1]), Name(a[2]), List(a[3]));
            return new ValueTask<ErlTerm>(Atoms.Ok);
        });
    }

    private static void Add(ModuleTable table, string name, int arity, ExportedFunction body) => table.Add(Atoms.Erpc, ErlTerm.Atom(name), arity, body);

    private static ErlList Terms(IReadOnlyList<ErpcResult> results) => ErlTerm.List([.. results.Select(result => result.ToTerm())]);

    private static ErlAtom Name(ErlTerm term) => term as ErlAtom ?? throw BadArgument();

    private static ErlList List(ErlTerm term) => term is ErlList { IsProper: true } list ? list : throw BadArgument();

    private static IReadOnlyList<ErlAtom> Names(ErlTerm term) => [.. List(term).Select(Name)];

    private static TimeSpan Time(ErlTerm term) => term == Atoms.Infinity ? Timeout.InfiniteTimeSpan
        : term is ErlInteger(long value and >= 0 and <= uint.MaxValue) ? TimeSpan.FromMilliseconds(value)
        : throw BadArgument();

    /// <summary>As <c>erpc</c> refuses its own arguments.</summary>
    private static TermException BadArgument() => TermException.Error(ErlTerm.Tuple(Atoms.Erpc, Atoms.Badarg));

    /// <summary>[ResultRef, M, F, A], called within a process: an exit that the function around it may catch.</summary>
    private static async ValueTask<ErlTerm> ExecuteCallAsync(ProcessContext self, IReadOnlyList<ErlTerm> arguments)
        => throw TermException.Exit(
            ReasonOf(arguments[0], await CallOutcome.OfAsync(self, arguments[1], arguments[2], arguments[3]).ConfigureAwait(false)));

    /// <summary>[ResultRef, M, F, A], the whole of a process: it ends with the outcome, which the caller's monitor brings back.</summary>
    private static async ValueTask<ErlTerm> RunCallAsync(ProcessContext self, IReadOnlyList<ErlTerm> arguments)
    {
        CallOutcome outcome = await CallOutcome.OfAsync(self, arguments[1], arguments[2], arguments[3]).ConfigureAwait(false);

        // Not by an exception, which costs more than the rest of a call.
        self.Node.End(self, ReasonOf(arguments[0], outcome));
        return Atoms.Ok;
    }

    private static ErlTuple ReasonOf(ErlTerm result, CallOutcome outcome) => outcome.Class switch
    {
        null => ErlTerm.Tuple(result, Return, outcome.Term),
        TermExceptionClass.Throw => ErlTerm.Tuple(result, Atoms.Throw, outcome.Term),
        TermExceptionClass.Exit => ErlTerm.Tuple(result, ErlTerm.Atom("exit"), outcome.Term),
        _ => ErlTerm.Tuple(result, Atoms.Error, outcome.Term, outcome.Stack!),
    };

    /// <summary>[M, F, A]: for calls inside the node.</summary>
    private static async ValueTask<ErlTerm> ApplyAsync(ProcessContext self, IReadOnlyList<ErlTerm> arguments)
    {
        CallOutcome outcome = await CallOutcome.OfAsync(self, arguments[0], arguments[1], arguments[2]).ConfigureAwait(false);
        return outcome.Class switch
        {
            null => ErlTerm.Tuple(Return, outcome.Term),
            TermExceptionClass.Throw => throw TermException.Throw(outcome.Term),
            TermExceptionClass.Exit => throw TermException.Exit(outcome.Term),
            _ => throw TermException.Error(outcome.Term, outcome.Stack),
        };
    }

    /// <summary>[M, F, A]: nobody waits for the value; an error is the crash of the process.</summary>
    private static async ValueTask<ErlTerm> ExecuteCastAsync(ProcessContext self, IReadOnlyList<ErlTerm> arguments)
    {
        CallOutcome outcome = await CallOutcome.OfAsync(self, arguments[0], arguments[1], arguments[2]).ConfigureAwait(false);
        return outcome.Class switch
        {
            null => outcome.Term,
            TermExceptionClass.Throw => throw TermException.Throw(outcome.Term),
            TermExceptionClass.Exit => throw TermException.Exit(outcome.Term),
            _ => throw TermException.Error(ErlTerm.Tuple(Atoms.Exception, ErlTerm.Tuple(outcome.Term, outcome.Stack!)), outcome.Stack),
        };
    }
}
