using Chan.Distribution.Processes;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Erpc;

/// <summary>How a call of an exported function ended: with a value, or with one of Erlang's three exceptions.</summary>
/// <param name="Class"><see langword="null"/> for a value.</param>
/// <param name="Term">The value or the reason.</param>
/// <param name="Stack">Of an error: as erpc reports it, with nothing of the machinery below the called function.</param>
internal readonly record struct CallOutcome(TermExceptionClass? Class, ErlTerm Term, ErlTerm? Stack)
{
    /// <summary>Calls a function in this process. Nothing but the end of the process comes out as an exception.</summary>
    public static async ValueTask<CallOutcome> OfAsync(ProcessContext self, ErlTerm module, ErlTerm function, ErlTerm arguments)
    {
        if (module is not ErlAtom m || function is not ErlAtom f || arguments is not ErlList { IsProper: true } a)
        {
            return new CallOutcome(TermExceptionClass.Error, Atoms.Badarg, BadApply(module, function, arguments));
        }

        try
        {
            return new CallOutcome(null, await self.Node.Modules.ApplyAsync(self, m, f, a).ConfigureAwait(false), null);
        }
        catch (TermException exception)
        {
            return new CallOutcome(exception.Class, exception.Reason, exception.Stack ?? ErlTerm.List(ErlTerm.Tuple(m, f, a, ErlList.Empty)));
        }
#pragma warning disable CA1031 // Whatever the function throws is the answer to its caller.
        catch (Exception exception) when (exception is not ProcessEndedException)
#pragma warning restore CA1031
        {
            ErlTuple reason = (ErlTuple)ExitReasons.Of(exception);
            return new CallOutcome(TermExceptionClass.Error, reason[0], reason[1]);
        }
    }

    /// <summary>What <c>rpc:call</c> gives: the value, or <c>{badrpc, {'EXIT', Reason}}</c>.</summary>
    public ErlTerm ToRpcResult() => Class switch
    {
        null or TermExceptionClass.Throw => Term,
        TermExceptionClass.Exit => BadRpc(Term),
        _ => BadRpc(ErlTerm.Tuple(Term, Stack!)),
    };

    /// <summary>What <c>erpc:call</c> gives or raises.</summary>
    public ErpcResult ToErpcResult() => Class switch
    {
        null => ErpcResult.Value(Term),
        TermExceptionClass.Throw => ErpcResult.Throw(Term),
        TermExceptionClass.Exit => ErpcResult.Exit(Term),
        _ => ErpcResult.Error(Term, Stack!),
    };

    private static ErlTuple BadRpc(ErlTerm reason) => ErlTerm.Tuple(Atoms.Badrpc, ErlTerm.Tuple(Atoms.Exit, reason));

    private static ErlList BadApply(ErlTerm module, ErlTerm function, ErlTerm arguments)
        => ErlTerm.List(ErlTerm.Tuple(Atoms.Erlang, ErlTerm.Atom("apply"), ErlTerm.List(module, function, arguments), ErlList.Empty));
}
