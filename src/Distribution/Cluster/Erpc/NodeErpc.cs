using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Erpc;

/// <summary>The calls of <see cref="ErpcCalls"/> for code that is no process. A temporary process makes each; several at once are several tasks.</summary>
public static class NodeErpc
{
    extension(Node local)
    {
        /// <summary>Calls a function from code that is no process, as <c>erpc:call/5</c>.</summary>
        /// <param name="node">The node; may be the own one.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        /// <param name="timeout">How long to wait.</param>
        /// <param name="cancellationToken">Gives up waiting.</param>
        /// <returns>The value of the function.</returns>
        /// <exception cref="TermException">The call failed; see the remarks of the class.</exception>
        public Task<ErlTerm> ErpcCallAsync(
            ErlAtom node,
            ErlAtom module,
            ErlAtom function,
            IReadOnlyList<ErlTerm> arguments,
            TimeSpan? timeout = null,
            CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(local);
            return local.RunAsync(self => self.ErpcCallAsync(node, module, function, arguments, timeout), cancellationToken);
        }

        /// <summary>Calls a function on many nodes at once from code that is no process, as <c>erpc:multicall/5</c>.</summary>
        /// <param name="nodes">The nodes; one that stands there twice is called twice.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        /// <param name="timeout">How long to wait for all of them together.</param>
        /// <param name="cancellationToken">Gives up waiting.</param>
        /// <returns>The results in the order of the nodes.</returns>
        public Task<IReadOnlyList<ErpcResult>> ErpcMultiCallAsync(
            IReadOnlyList<ErlAtom> nodes,
            ErlAtom module,
            ErlAtom function,
            IReadOnlyList<ErlTerm> arguments,
            TimeSpan? timeout = null,
            CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(local);
            return local.RunAsync(self => self.ErpcMultiCallAsync(nodes, module, function, arguments, timeout), cancellationToken);
        }

        /// <summary>Has a function run, as <c>erpc:cast/4</c>: nobody is told how it ends.</summary>
        /// <param name="node">The node; nothing happens when it cannot be reached.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        public void ErpcCast(ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
        {
            ArgumentNullException.ThrowIfNull(node);
            local.ErpcMultiCast([node], module, function, arguments);
        }

        /// <summary>Has a function run on many nodes, as <c>erpc:multicast/4</c>: nobody is told how it ends.</summary>
        /// <param name="nodes">The nodes; nothing happens on those that cannot be reached.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        public void ErpcMultiCast(IReadOnlyList<ErlAtom> nodes, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
        {
            ArgumentNullException.ThrowIfNull(local);
            ErpcClient.Checked(nodes);
            ErlList list = ErpcClient.ListOf(module, function, arguments);
            local.Spawn(
                self =>
                {
                    self.ErpcMultiCast(nodes, module, function, list);
                    return Task.CompletedTask;
                },
                new SpawnOptions { Label = "erpc:multicast" });
        }
    }
}
