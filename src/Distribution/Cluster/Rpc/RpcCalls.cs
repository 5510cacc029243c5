using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Rpc;

/// <summary>Calls of functions on other nodes, as module <c>rpc</c> makes them: what goes wrong comes back as a value, <c>{badrpc, Reason}</c>.</summary>
public static class RpcCalls
{
    extension(ProcessContext self)
    {
        /// <summary>Calls a function, as <c>rpc:call/5</c>, in a new process of the node.</summary>
        /// <param name="node">The node; may be the own one.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        /// <param name="timeout">How long to wait; without end when <see langword="null"/>. The call itself goes on after it.</param>
        /// <returns>
        /// The value, also a thrown one; <c>{badrpc, nodedown}</c>, <c>{badrpc, timeout}</c>, <c>{badrpc, notsup}</c>, or
        /// <c>{badrpc, {'EXIT', Reason}}</c>, where an error has the reason <c>{Error, Stack}</c>.
        /// </returns>
        public async Task<ErlTerm> RpcCallAsync(
            ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, TimeSpan? timeout = null)
        {
            try
            {
                return await self.ErpcCallAsync(node, module, function, arguments, timeout).ConfigureAwait(false);
            }
            catch (TermException failure)
            {
                return failure.Class switch
                {
                    TermExceptionClass.Throw => failure.Reason is ErlTuple and [ErlAtom exit, _] && exit == Atoms.Exit
                        ? ErlTerm.Tuple(Atoms.Badrpc, failure.Reason)
                        : failure.Reason,
                    TermExceptionClass.Exit => Exit(((ErlTuple)failure.Reason)[1]),
                    _ => OfError(failure.Reason),
                };
            }
        }

        /// <summary>Has a function run, as <c>rpc:cast/4</c>: nobody is told how it ends.</summary>
        /// <param name="node">The node; nothing happens when it cannot be reached.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        public void RpcCast(ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
            => self.ErpcCast(node, module, function, arguments);
    }

    /// <summary>Calls a function from code that is no process, as <c>rpc:call/5</c>.</summary>
    /// <param name="local">This node.</param>
    /// <param name="node">The node; may be the own one.</param>
    /// <param name="module">The module.</param>
    /// <param name="function">The function.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="timeout">How long to wait; without end when <see langword="null"/>. The call itself goes on after it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The value, or <c>{badrpc, Reason}</c>, as from a process.</returns>
    public static Task<ErlTerm> RpcCallAsync(
        this Node local,
        ErlAtom node,
        ErlAtom module,
        ErlAtom function,
        IReadOnlyList<ErlTerm> arguments,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(local);
        return local.RunAsync(self => self.RpcCallAsync(node, module, function, arguments, timeout), cancellationToken);
    }

    private static ErlTuple Exit(ErlTerm reason) => ErlTerm.Tuple(Atoms.Badrpc, ErlTerm.Tuple(Atoms.Exit, reason));

    private static ErlTuple OfError(ErlTerm reason) => reason switch
    {
        ErlTuple and [ErlAtom kind, var error, var stack] when kind == Atoms.Exception => Exit(ErlTerm.Tuple(error, stack)),
        ErlTuple and [_, ErlAtom("noconnection")] => ErlTerm.Tuple(Atoms.Badrpc, Atoms.Nodedown),
        ErlTuple and [_, ErlAtom("timeout" or "notsup") and var known] => ErlTerm.Tuple(Atoms.Badrpc, known),
        ErlTuple and [_, var other] => Exit(other),
        _ => Exit(reason),
    };
}
