using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Rpc;

/// <summary>Gen calls to the process <c>rex</c> of a node.</summary>
internal static class RexCall
{
    private static readonly ErlAtom BlockCall = ErlTerm.Atom("block_call");
    private static readonly ErlAtom GenServer = ErlTerm.Atom("gen_server");

    /// <summary>Has <c>rex</c> call a function itself.</summary>
    /// <param name="self">The caller.</param>
    /// <param name="node">The node.</param>
    /// <param name="module">The module.</param>
    /// <param name="function">The function.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="timeout">Infinite for none.</param>
    public static async Task<ErlTerm> BlockAsync(
        ProcessContext self, ErlAtom node, ErlAtom module, ErlAtom function, ErlList arguments, TimeSpan timeout)
    {
        ErlTuple server = ErlTerm.Tuple(Atoms.Rex, node);
        ErlTuple request = ErlTerm.Tuple(BlockCall, module, function, arguments, self.GroupLeader);
        GenOutcome outcome = await GenClient.CallAsync(self, Atoms.GenCall, server, request, timeout).ConfigureAwait(false);
        return outcome.Reply is { } reply ? OfReply(reply) : outcome.Failure! switch
        {
            ErlTuple and [ErlAtom down, _] when down == Atoms.Nodedown => RpcResults.BadRpc(down),
            ErlAtom reason when reason == Atoms.Timeout && timeout != Timeout.InfiniteTimeSpan => RpcResults.BadRpc(reason),

            // In the words of gen_server:call/3, which exits so.
            var reason => RpcResults.Exit(
                ErlTerm.Tuple(reason, ErlTerm.Tuple(GenServer, Atoms.Call, ErlTerm.List(server, request, TimeoutTerm.Of(timeout))))),
        };
    }

    /// <summary>A reply that looks like a caught exit has always been taken for one, even for that of a lost node.</summary>
    private static ErlTerm OfReply(ErlTerm reply) => reply switch
    {
        ErlTuple and [ErlAtom exit, ErlTuple and [ErlTuple and [ErlAtom down, _], _]] when exit == Atoms.Exit && down == Atoms.Nodedown
            => RpcResults.BadRpc(down),
        ErlTuple and [ErlAtom exit, _] when exit == Atoms.Exit => RpcResults.BadRpc(reply),
        _ => reply,
    };
}
