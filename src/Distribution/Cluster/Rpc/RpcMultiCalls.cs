using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Rpc;

/// <summary>Calls on several nodes at once, as module <c>rpc</c> makes them. What a call gives: see <see cref="RpcCalls"/>.</summary>
public static class RpcMultiCalls
{
    extension(ProcessContext self)
    {
        /// <summary>Calls a function on many nodes at once, as <c>rpc:multicall/5</c>.</summary>
        /// <param name="nodes">The nodes; one that stands there twice is called twice.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        /// <param name="timeout">How long to wait for all of them together.</param>
        /// <returns>The results of the nodes that answered, and the nodes that did not; both in the order of the nodes.</returns>
        public async Task<(IReadOnlyList<ErlTerm> Results, IReadOnlyList<ErlAtom> BadNodes)> RpcMultiCallAsync(
            IReadOnlyList<ErlAtom> nodes, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, TimeSpan? timeout = null)
        {
            IReadOnlyList<ErpcResult> all = await ErpcMultiCall.RunAsync(self, nodes, module, function, arguments, timeout).ConfigureAwait(false);
            var results = new List<ErlTerm>(all.Count);
            var bad = new List<ErlAtom>();
            for (int i = 0; i < all.Count; i++)
            {
                if (RpcResults.IsOfBadNode(all[i]))
                {
                    bad.Add(nodes[i]);
                }
                else
                {
                    results.Add(RpcResults.Of(all[i]));
                }
            }

            return (results, bad);
        }

        /// <summary>Calls a function on this node and all visible ones at once, as <c>rpc:multicall/4</c>.</summary>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        /// <param name="timeout">How long to wait for all of them together.</param>
        /// <returns>The results, this node's first, and the nodes that did not answer.</returns>
        public Task<(IReadOnlyList<ErlTerm> Results, IReadOnlyList<ErlAtom> BadNodes)> RpcMultiCallAsync(
            ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, TimeSpan? timeout = null)
            => self.RpcMultiCallAsync(EveryNode(self.Node), module, function, arguments, timeout);

        /// <summary>Has a function run on many nodes, as <c>rpc:eval_everywhere/4</c>: nobody is told how it ends.</summary>
        /// <param name="nodes">The nodes; nothing happens on those that cannot be reached.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        public void RpcEvalEverywhere(IReadOnlyList<ErlAtom> nodes, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
            => self.ErpcMultiCast(nodes, module, function, arguments);

        /// <summary>Has a function run on this node and all visible ones, as <c>rpc:eval_everywhere/3</c>: nobody is told how it ends.</summary>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        public void RpcEvalEverywhere(ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
            => self.RpcEvalEverywhere(EveryNode(self.Node), module, function, arguments);

        /// <summary>Makes several calls at once, as <c>rpc:parallel_eval/1</c>: the first on this node, the others on the visible ones in turn.</summary>
        /// <param name="calls">The calls.</param>
        /// <returns>The results in the order of the calls; each is the value, or <c>{badrpc, Reason}</c>.</returns>
        public async Task<IReadOnlyList<ErlTerm>> RpcParallelEvalAsync(
            IReadOnlyList<(ErlAtom Module, ErlAtom Function, IReadOnlyList<ErlTerm> Arguments)> calls)
        {
            ArgumentNullException.ThrowIfNull(calls);
            foreach ((ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments) in calls)
            {
                ErpcClient.ListOf(module, function, arguments);
            }

            IReadOnlyList<ErlAtom> nodes = EveryNode(self.Node);
            var keys = new ErpcRequestId[calls.Count];
            for (int i = 0; i < keys.Length; i++)
            {
                keys[i] = self.RpcAsyncCall(nodes[i % nodes.Count], calls[i].Module, calls[i].Function, calls[i].Arguments);
            }

            var results = new ErlTerm[keys.Length];
            for (int i = 0; i < keys.Length; i++)
            {
                results[i] = await self.RpcYieldAsync(keys[i]).ConfigureAwait(false);
            }

            return results;
        }

        /// <summary>Calls a function for each element of a list, on this node and all visible ones at once, as <c>rpc:pmap/3</c>.</summary>
        /// <param name="module">The module.</param>
        /// <param name="function">The function: takes an element and what follows.</param>
        /// <param name="extraArguments">The arguments behind the element.</param>
        /// <param name="elements">The list.</param>
        /// <returns>The values in the order of the list.</returns>
        /// <exception cref="TermException">The exit <c>badrpc</c>: one of the calls failed.</exception>
        public async Task<IReadOnlyList<ErlTerm>> RpcPmapAsync(
            ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> extraArguments, IReadOnlyList<ErlTerm> elements)
        {
            ArgumentNullException.ThrowIfNull(extraArguments);
            ArgumentNullException.ThrowIfNull(elements);
            var calls = new (ErlAtom, ErlAtom, IReadOnlyList<ErlTerm>)[elements.Count];
            for (int i = 0; i < calls.Length; i++)
            {
                calls[i] = (module, function, ErlTerm.List([elements[i], .. extraArguments]));
            }

            // Erlang hands out the elements from the last one on; which node has which is seen by the functions.
            Array.Reverse(calls);
            IReadOnlyList<ErlTerm> results = await self.RpcParallelEvalAsync(calls).ConfigureAwait(false);
            if (results.Any(result => result is ErlTuple and [ErlAtom bad, _] && bad == Atoms.Badrpc))
            {
                throw TermException.Exit(Atoms.Badrpc);
            }

            return [.. results.Reverse()];
        }
    }

    /// <summary>This node and all visible ones.</summary>
    internal static IReadOnlyList<ErlAtom> EveryNode(Node node) => [node.Name, .. node.Nodes()];
}
