using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Rpc;

/// <summary>Gen calls to the process <c>rex</c> of a node.</summary>
internal static class RexCall
{
    private static readonly ErlAtom BlockCall = ErlTerm.Atom("block_call");
    private static readonly ErlAtom GenServer = ErlTerm.Atom("gen_server");
    private static readonly ErlAtom CallingSelf = ErlTerm.Atom("calling_self");
    private static readonly MonitorOptions WithAlias = new() { Alias = AliasMode.ReplyDemonitor };

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
        if (node == self.Node.Name && self.Self.Equals(self.Node.WhereIs(Atoms.Rex)))
        {
            return Ended(CallingSelf, server, request, timeout);
        }

        ErlReference monitor = self.Monitor(server, WithAlias);
        ErlTerm tag = ErlTerm.ImproperList([Atoms.Alias], monitor);
        self.Send(server, ErlTerm.Tuple(Atoms.GenCall, ErlTerm.Tuple(self.Self, tag), request));
        Func<ErlTerm, bool> isAnswer = message => message is ErlTuple answer
            && (answer.Count == 2 ? answer[0].Equals(tag) : answer.Count == 5 && answer[1].Equals(monitor) && answer[0] == Atoms.Down);
        ErlTerm? answer = await self.ReceiveAsync(monitor, isAnswer, timeout).ConfigureAwait(false);
        if (answer is null && !self.Demonitor(monitor))
        {
            // It came at the last moment.
            answer = await self.ReceiveAsync(monitor, isAnswer, TimeSpan.Zero).ConfigureAwait(false);
        }

        return answer switch
        {
            ErlTuple and [_, var reply] => reply,
            ErlTuple and [.., ErlAtom reason] when reason == Atoms.Noconnection => RpcResults.BadRpc(Atoms.Nodedown),
            ErlTuple and [.., var reason] => Ended(reason, server, request, timeout),
            _ => RpcResults.BadRpc(Atoms.Timeout),
        };
    }

    /// <summary>As <c>gen_server:call/3</c> exits, in the words of rpc.</summary>
    private static ErlTuple Ended(ErlTerm reason, ErlTerm server, ErlTerm request, TimeSpan timeout)
    {
        ErlTerm limit = timeout == Timeout.InfiniteTimeSpan ? Atoms.Infinity : (long)timeout.TotalMilliseconds;
        return RpcResults.Exit(ErlTerm.Tuple(reason, ErlTerm.Tuple(GenServer, Atoms.Call, ErlTerm.List(server, request, limit))));
    }
}
