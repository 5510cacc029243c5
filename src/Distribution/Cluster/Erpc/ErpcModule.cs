using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Erpc;

/// <summary>The side of module <c>erpc</c> that is called: peers spawn these functions to run others.</summary>
internal static class ErpcModule
{
    private static readonly ErlAtom Return = ErlTerm.Atom("return");

    public static void AddTo(ModuleTable table)
    {
        table.Add(Atoms.Erpc, ErlTerm.Atom("execute_call"), 4, ExecuteCallAsync);
        table.Add(Atoms.Erpc, ErlTerm.Atom("execute_call"), 3, ApplyAsync);
        table.Add(Atoms.Erpc, ErlTerm.Atom("execute_cast"), 3, ExecuteCastAsync);
    }

    /// <summary>[ResultRef, M, F, A]: ends the process with the outcome, which the caller's monitor brings back.</summary>
    private static async ValueTask<ErlTerm> ExecuteCallAsync(ProcessContext self, IReadOnlyList<ErlTerm> arguments)
    {
        CallOutcome outcome = await CallOutcome.OfAsync(self, arguments[1], arguments[2], arguments[3]).ConfigureAwait(false);

        // Not by an exception, which costs more than the rest of a call.
        self.Node.End(self, outcome.Class switch
        {
            null => ErlTerm.Tuple(arguments[0], Return, outcome.Term),
            TermExceptionClass.Throw => ErlTerm.Tuple(arguments[0], Atoms.Throw, outcome.Term),
            TermExceptionClass.Exit => ErlTerm.Tuple(arguments[0], ErlTerm.Atom("exit"), outcome.Term),
            _ => ErlTerm.Tuple(arguments[0], Atoms.Error, outcome.Term, outcome.Stack!),
        });
        return Atoms.Ok;
    }

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
