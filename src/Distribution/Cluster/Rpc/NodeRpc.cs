using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Rpc;

/// <summary>The calls of module <c>rpc</c> for code that is no process. A temporary process makes each; several at once are several tasks.</summary>
public static class NodeRpc
{
    extension(Node local)
    {
        /// <summary>Calls a function from code that is no process, as <c>rpc:call/5</c>.</summary>
        /// <param name="node">The node; may be the own one.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        /// <param name="timeout">How long to wait.</param>
        /// <param name="cancellationToken">Gives up waiting.</param>
        /// <returns>The value, or <c>{badrpc, Reason}</c>, as from a process.</returns>
        public Task<ErlTerm> RpcCallAsync(
            ErlAtom node,
            ErlAtom module,
            ErlAtom function,
            IReadOnlyList<ErlTerm> arguments,
            TimeSpan? timeout = null,
            CancellationToken cancellationToken = default)
            => Run(local, self => self.RpcCallAsync(node, module, function, arguments, timeout), cancellationToken);

        /// <summary>Calls a function in the process <c>rex</c> of a node, as <c>rpc:block_call/5</c>: such calls of a node do not overlap.</summary>
        /// <param name="node">The node; may be the own one.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        /// <param name="timeout">How long to wait.</param>
        /// <param name="cancellationToken">Gives up waiting.</param>
        /// <returns>The value, or <c>{badrpc, Reason}</c>.</returns>
        public Task<ErlTerm> RpcBlockCallAsync(
            ErlAtom node,
            ErlAtom module,
            ErlAtom function,
            IReadOnlyList<ErlTerm> arguments,
            TimeSpan? timeout = null,
            CancellationToken cancellationToken = default)
            => Run(local, self => self.RpcBlockCallAsync(node, module, function, arguments, timeout), cancellationToken);

        /// <summary>Calls a function on many nodes at once, as <c>rpc:multicall/5</c>.</summary>
        /// <param name="nodes">The nodes; this one and all visible ones when <see langword="null"/>.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        /// <param name="timeout">How long to wait for all of them together.</param>
        /// <param name="cancellationToken">Gives up waiting.</param>
        /// <returns>The results of the nodes that answered, and the nodes that did not; both in the order of the nodes.</returns>
        public Task<(IReadOnlyList<ErlTerm> Results, IReadOnlyList<ErlAtom> BadNodes)> RpcMultiCallAsync(
            IReadOnlyList<ErlAtom>? nodes,
            ErlAtom module,
            ErlAtom function,
            IReadOnlyList<ErlTerm> arguments,
            TimeSpan? timeout = null,
            CancellationToken cancellationToken = default)
            => Run(local, self => self.RpcMultiCallAsync(nodes ?? RpcMultiCalls.EveryNode(local), module, function, arguments, timeout), cancellationToken);

        /// <summary>Makes several calls at once, as <c>rpc:parallel_eval/1</c>: the first on this node, the others on the visible ones in turn.</summary>
        /// <param name="calls">The calls.</param>
        /// <param name="cancellationToken">Gives up waiting.</param>
        /// <returns>The results in the order of the calls; each is the value, or <c>{badrpc, Reason}</c>.</returns>
        public Task<IReadOnlyList<ErlTerm>> RpcParallelEvalAsync(
            IReadOnlyList<(ErlAtom Module, ErlAtom Function, IReadOnlyList<ErlTerm> Arguments)> calls, CancellationToken cancellationToken = default)
            => Run(local, self => self.RpcParallelEvalAsync(calls), cancellationToken);

        /// <summary>Calls a function for each element of a list, on this node and all visible ones at once, as <c>rpc:pmap/3</c>.</summary>
        /// <param name="module">The module.</param>
        /// <param name="function">The function: takes an element and what follows.</param>
        /// <param name="extraArguments">The arguments behind the element.</param>
        /// <param name="elements">The list.</param>
        /// <param name="cancellationToken">Gives up waiting.</param>
        /// <returns>The values in the order of the list.</returns>
        /// <exception cref="TermException">The exit <c>badrpc</c>: one of the calls failed.</exception>
        public Task<IReadOnlyList<ErlTerm>> RpcPmapAsync(
            ErlAtom module,
            ErlAtom function,
            IReadOnlyList<ErlTerm> extraArguments,
            IReadOnlyList<ErlTerm> elements,
            CancellationToken cancellationToken = default)
            => Run(local, self => self.RpcPmapAsync(module, function, extraArguments, elements), cancellationToken);

        /// <summary>Asks a registered process and waits for its reply, as <c>rpc:server_call/4</c>. Cancelling drops a reply that comes later.</summary>
        /// <param name="node">The node.</param>
        /// <param name="name">The name of the process.</param>
        /// <param name="wrapper">The first element of its replies.</param>
        /// <param name="message">What it is asked.</param>
        /// <param name="cancellationToken">Gives up waiting.</param>
        /// <returns>Reply, or <c>{error, nodedown}</c>.</returns>
        public Task<ErlTerm> RpcServerCallAsync(
            ErlAtom node, ErlAtom name, ErlTerm wrapper, ErlTerm message, CancellationToken cancellationToken = default)
            => Run(local, self => self.RpcServerCallAsync(node, name, wrapper, message), cancellationToken);

        /// <summary>Sends a message to the processes of a name on many nodes, and waits until it is in their mailboxes, as <c>rpc:sbcast/3</c>.</summary>
        /// <param name="nodes">The nodes; this one and all visible ones when <see langword="null"/>.</param>
        /// <param name="name">The name of the processes.</param>
        /// <param name="message">The message.</param>
        /// <param name="cancellationToken">Gives up waiting.</param>
        /// <returns>The nodes where it arrived, and those where there is no such process; both in the order of the nodes.</returns>
        public Task<(IReadOnlyList<ErlAtom> GoodNodes, IReadOnlyList<ErlAtom> BadNodes)> RpcSbcastAsync(
            IReadOnlyList<ErlAtom>? nodes, ErlAtom name, ErlTerm message, CancellationToken cancellationToken = default)
            => Run(local, self => self.RpcSbcastAsync(nodes ?? RpcMultiCalls.EveryNode(local), name, message), cancellationToken);

        /// <summary>
        /// Sends a message to the processes of a name on many nodes, as <c>rpc:abcast/3</c>: nobody tells whether it arrived. Those that do come in order.
        /// </summary>
        /// <param name="nodes">The nodes; this one and all visible ones when <see langword="null"/>.</param>
        /// <param name="name">The name of the processes.</param>
        /// <param name="message">The message.</param>
        public void RpcAbcast(IReadOnlyList<ErlAtom>? nodes, ErlAtom name, ErlTerm message)
        {
            ArgumentNullException.ThrowIfNull(local);
            ArgumentNullException.ThrowIfNull(name);
            ArgumentNullException.ThrowIfNull(message);
            foreach (ErlAtom node in ErpcClient.Checked(nodes ?? RpcMultiCalls.EveryNode(local)))
            {
                local.TrySend(ErlTerm.Tuple(name, node), message);
            }
        }

        /// <summary>Has a function run, as <c>rpc:cast/4</c>: nobody is told how it ends.</summary>
        /// <param name="node">The node; nothing happens when it cannot be reached.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        public void RpcCast(ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
            => local.ErpcCast(node, module, function, arguments);

        /// <summary>Has a function run on many nodes, as <c>rpc:eval_everywhere/4</c>: nobody is told how it ends.</summary>
        /// <param name="nodes">The nodes; this one and all visible ones when <see langword="null"/>.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        public void RpcEvalEverywhere(IReadOnlyList<ErlAtom>? nodes, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
        {
            ArgumentNullException.ThrowIfNull(local);
            local.ErpcMultiCast(nodes ?? RpcMultiCalls.EveryNode(local), module, function, arguments);
        }
    }

    private static Task<T> Run<T>(Node local, Func<ProcessContext, Task<T>> call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(local);
        return local.RunAsync(call, cancellationToken);
    }
}
