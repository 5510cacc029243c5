using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Rpc;

/// <summary>What <c>rpc</c> makes of the results of <c>erpc</c>.</summary>
internal static class RpcResults
{
    /// <summary>The value, or <c>{badrpc, Reason}</c>.</summary>
    /// <exception cref="TermException">Error <c>badarg</c>: a key whose answer has been received before.</exception>
    public static ErlTerm Of(ErpcResult result) => result.Class switch
    {
        null or TermExceptionClass.Throw => OfValue(result.Term),
        TermExceptionClass.Exit => Exit(((ErlTuple)result.Term)[1]),
        _ => OfError((ErlTuple)result.Term),
    };

    public static ErlTuple BadRpc(ErlTerm reason) => ErlTerm.Tuple(Atoms.Badrpc, reason);

    public static ErlTuple Exit(ErlTerm reason) => BadRpc(ErlTerm.Tuple(Atoms.Exit, reason));

    /// <summary>Whether the node has not answered, so that <c>rpc:multicall</c> counts it among the bad ones.</summary>
    public static bool IsOfBadNode(ErpcResult result)
        => result.Class == TermExceptionClass.Error && result.Term is ErlTuple and [ErlAtom erpc, ErlAtom reason]
            && erpc == Atoms.Erpc && (reason == Atoms.Timeout || reason == Atoms.Noconnection);

    /// <summary>A value that looks like a caught exit was one for rpc's first versions, and still is.</summary>
    private static ErlTerm OfValue(ErlTerm value) => value is ErlTuple and [ErlAtom exit, _] && exit == Atoms.Exit ? BadRpc(value) : value;

    private static ErlTuple OfError(ErlTuple reason) => reason switch
    {
        [_, var error, var stack] => Exit(ErlTerm.Tuple(error, stack)),
        [_, ErlAtom known] when known == Atoms.Badarg => throw TermException.Error(known),
        [_, ErlAtom known] when known == Atoms.Noconnection => BadRpc(Atoms.Nodedown),
        [_, ErlAtom known] when known == Atoms.Timeout || known == SpawnAtoms.Notsup => BadRpc(known),
        _ => Exit(reason[1]),
    };
}
