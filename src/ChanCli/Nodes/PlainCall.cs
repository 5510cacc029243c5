using Chan.Distribution.Net.Names;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Cli.Nodes;

/// <summary>
/// A call as <c>ei_rpc</c> of C and <c>sendRPC</c> of Java make it: a message to the process <c>rex</c>, which answers <c>{rex, Value}</c>. For nodes
/// that cannot start processes for others.
/// </summary>
internal static class PlainCall
{
    private static readonly ErlAtom User = ErlTerm.Atom("user");

    /// <summary>Whether a call failed because the node cannot start a process for it.</summary>
    internal static bool IsNeededAfter(TermException failure) => failure.Reason is ErlTuple and [ErlAtom("erpc"), ErlAtom("notsup")];

    /// <summary>Calls.</summary>
    /// <exception cref="NodeFailureException">There is no value; the message says why.</exception>
    internal static async Task<ErlTerm> CallAsync(
        Node node, NodeName peer, RemoteFunction function, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ErlTerm? answer = await node.RunAsync(self => AskAsync(self, peer, function, timeout), cancellationToken).ConfigureAwait(false);
        return answer switch
        {
            null => throw new NodeFailureException(
                ExitCode.Timeout,
                $"No answer of {function} at {peer} in time. It cannot start processes for others, so it may be a C or Java node; the call went"
                + " to its process rex, and either it has none or that one does not know the call. Allow more time with -t."),
            ErlTuple and [ErlAtom tag, _] when tag == Atoms.Nodedown => throw Failed($"The connection with {peer} ended before {function} answered."),
            ErlTuple and [_, ErlTuple and [ErlAtom("badrpc"), var reason]] => throw Failed($"{function} at {peer} failed: {reason}"),
            ErlTuple and [_, var value] => value,
            _ => throw new InvalidOperationException($"{answer} was not waited for."),
        };
    }

    private static async Task<ErlTerm?> AskAsync(ProcessContext self, NodeName peer, RemoteFunction function, TimeSpan timeout)
    {
        self.MonitorNode(peer.Atom, on: true);
        ErlTuple call = ErlTerm.Tuple(Atoms.Call, function.Module, function.Function, ErlTerm.List([.. function.Arguments]), User);
        self.Send(ErlTerm.Tuple(Atoms.Rex, peer.Atom), ErlTerm.Tuple(self.Self, call));
        return await self
            .ReceiveAsync(static message => message is ErlTuple and [ErlAtom tag, _] && (tag == Atoms.Rex || tag == Atoms.Nodedown), timeout)
            .ConfigureAwait(false);
    }

    private static NodeFailureException Failed(string message) => new(ExitCode.RemoteError, message);
}
