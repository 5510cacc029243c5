using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Erpc;

/// <summary>How a call on another node ended: with a value, or with what Erlang raises in its place.</summary>
public readonly record struct ErpcResult
{
    private static readonly ErlAtom ReturnAtom = ErlTerm.Atom("return");
    private static readonly ErlAtom ExitAtom = ErlTerm.Atom("exit");
    private static readonly ErlAtom Signal = ErlTerm.Atom("signal");

    private ErpcResult(TermExceptionClass? kind, ErlTerm term)
    {
        Class = kind;
        Term = term;
    }

    /// <summary>The kind of what is raised; <see langword="null"/> for a value.</summary>
    public TermExceptionClass? Class { get; }

    /// <summary>
    /// The value, or the reason: a thrown term; <c>{exception, Reason}</c> or <c>{signal, Reason}</c> of an exit; <c>{exception, Reason, Stack}</c> or
    /// <c>{erpc, Reason}</c> of an error.
    /// </summary>
    public ErlTerm Term { get => field ?? Atoms.Undefined; }

    /// <summary>Whether the call gave a value.</summary>
    public bool IsValue => Class is null;

    /// <summary>The value.</summary>
    /// <exception cref="TermException">The call gave none; carries <see cref="Class"/> and <see cref="Term"/>.</exception>
    public ErlTerm GetValue() => Class switch
    {
        null => Term,
        TermExceptionClass.Throw => throw TermException.Throw(Term),
        TermExceptionClass.Exit => throw TermException.Exit(Term),
        _ => throw TermException.Error(Term),
    };

    /// <summary>The element of the list that <c>erpc:multicall</c> gives: <c>{ok, Value}</c>, <c>{throw, Term}</c>, <c>{exit, Term}</c> or <c>{error, Term}</c>.</summary>
    public ErlTuple ToTerm() => ErlTerm.Tuple(
        Class switch
        {
            null => Atoms.Ok,
            TermExceptionClass.Throw => Atoms.Throw,
            TermExceptionClass.Exit => ExitAtom,
            _ => Atoms.Error,
        },
        Term);

    /// <summary>Prints what <see cref="ToTerm"/> gives.</summary>
    public override string ToString() => ToTerm().ToString();

    internal static ErpcResult Value(ErlTerm value) => new(null, value);

    internal static ErpcResult Throw(ErlTerm thrown) => new(TermExceptionClass.Throw, thrown);

    internal static ErpcResult Exit(ErlTerm reason) => new(TermExceptionClass.Exit, ErlTerm.Tuple(Atoms.Exception, reason));

    internal static ErpcResult Error(ErlTerm reason, ErlTerm stack) => new(TermExceptionClass.Error, ErlTerm.Tuple(Atoms.Exception, reason, stack));

    /// <summary>Something is wrong with the call itself: <c>noconnection</c>, <c>timeout</c>, <c>notsup</c>, <c>badarg</c>, <c>system_limit</c>.</summary>
    internal static ErpcResult Failed(ErlTerm reason) => new(TermExceptionClass.Error, ErlTerm.Tuple(Atoms.Erpc, reason));

    /// <summary>Reads what came for a request: <c>{_, Ref, error, Reason}</c> when no process was made, <c>{_, Ref, process, Pid, Reason}</c> when it ended.</summary>
    /// <param name="answer">The message.</param>
    /// <param name="result">Marks reasons that are results.</param>
    internal static ErpcResult Of(ErlTuple answer, ErlReference result) => answer.Count == 4 ? Failed(answer[3]) : OfEnd(answer[4], result);

    private static ErpcResult OfEnd(ErlTerm reason, ErlReference result)
    {
        if (reason is ErlTuple { Count: 3 or 4 } outcome && outcome[0].Equals(result))
        {
            switch (outcome)
            {
                case [_, ErlAtom kind, var value] when kind == ReturnAtom:
                    return Value(value);
                case [_, ErlAtom kind, var thrown] when kind == Atoms.Throw:
                    return Throw(thrown);
                case [_, ErlAtom kind, var exit] when kind == ExitAtom:
                    return Exit(exit);
                case [_, ErlAtom kind, var error, var stack] when kind == Atoms.Error:
                    return Error(error, stack);
                case [_, ErlAtom kind, ErlTuple and [ErlAtom erpc, var error]] when kind == Atoms.Error && erpc == Atoms.Erpc:
                    return Failed(error);
            }
        }

        return reason.Equals(Atoms.Noconnection) ? Failed(reason) : new(TermExceptionClass.Exit, ErlTerm.Tuple(Signal, reason));
    }
}
