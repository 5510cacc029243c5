using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Erpc;

/// <summary>Calls of functions on other nodes, as module <c>erpc</c> makes them.</summary>
/// <remarks>
/// A <see cref="TermException"/> carries exactly what Erlang raises: a throw is the thrown term; the exit <c>{exception, Reason}</c> for one of
/// the function and <c>{signal, Reason}</c> for one of its process; the error <c>{exception, Reason, Stack}</c> for one of the function and
/// <c>{erpc, Reason}</c> for what is wrong with the call, such as <c>noconnection</c> and <c>timeout</c>. Time-outs are zero, positive, or
/// <see langword="null"/> for none; a call goes on after its time-out, and its late answer is dropped.
/// </remarks>
public static class ErpcCalls
{
    extension(ProcessContext self)
    {
        /// <summary>Calls a function, as <c>erpc:call/5</c>, in a new process of the node; on the own node, without a time-out, in this one.</summary>
        /// <param name="node">The node; may be the own one.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        /// <param name="timeout">How long to wait.</param>
        /// <returns>The value of the function.</returns>
        /// <exception cref="TermException">The call failed; see the remarks of the class.</exception>
        public async Task<ErlTerm> ErpcCallAsync(
            ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, TimeSpan? timeout = null)
            => (await ErpcClient.CallAsync(self, node, module, function, arguments, timeout).ConfigureAwait(false)).GetValue();

        /// <summary>Calls a function value, as <c>erpc:call/3</c>; the node must have its code.</summary>
        /// <param name="node">The node; may be the own one.</param>
        /// <param name="fun">Without arguments.</param>
        /// <param name="timeout">How long to wait.</param>
        /// <returns>Its value.</returns>
        /// <exception cref="TermException">The call failed; see the remarks of the class.</exception>
        public Task<ErlTerm> ErpcCallAsync(ErlAtom node, ErlFun fun, TimeSpan? timeout = null)
            => self.ErpcCallAsync(node, Atoms.Erlang, ErpcClient.Apply, ErpcClient.CallOf(fun), timeout);

        /// <summary>Has a function run, as <c>erpc:cast/4</c>: nobody is told how it ends.</summary>
        /// <param name="node">The node; nothing happens when it cannot be reached.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        public void ErpcCast(ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
            => ErpcClient.Cast(self, node, module, function, ErpcClient.ListOf(module, function, arguments));

        /// <summary>Has a function value run, as <c>erpc:cast/2</c>: nobody is told how it ends.</summary>
        /// <param name="node">The node; nothing happens when it cannot be reached.</param>
        /// <param name="fun">Without arguments.</param>
        public void ErpcCast(ErlAtom node, ErlFun fun) => self.ErpcCast(node, Atoms.Erlang, ErpcClient.Apply, ErpcClient.CallOf(fun));

        /// <summary>Calls a function on many nodes at once, as <c>erpc:multicall/5</c>.</summary>
        /// <param name="nodes">The nodes; one that stands there twice is called twice.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        /// <param name="timeout">How long to wait for all of them together.</param>
        /// <returns>The results in the order of the nodes; one without an answer in time has the error <c>{erpc, timeout}</c>.</returns>
        public Task<IReadOnlyList<ErpcResult>> ErpcMultiCallAsync(
            IReadOnlyList<ErlAtom> nodes, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, TimeSpan? timeout = null)
            => ErpcMultiCall.RunAsync(self, nodes, module, function, arguments, timeout);

        /// <summary>Calls a function value on many nodes at once, as <c>erpc:multicall/3</c>; otherwise as the overload with a named function.</summary>
        public Task<IReadOnlyList<ErpcResult>> ErpcMultiCallAsync(IReadOnlyList<ErlAtom> nodes, ErlFun fun, TimeSpan? timeout = null)
            => self.ErpcMultiCallAsync(nodes, Atoms.Erlang, ErpcClient.Apply, ErpcClient.CallOf(fun), timeout);

        /// <summary>Has a function run on many nodes, as <c>erpc:multicast/4</c>: nobody is told how it ends.</summary>
        /// <param name="nodes">The nodes; nothing happens on those that cannot be reached.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        public void ErpcMultiCast(IReadOnlyList<ErlAtom> nodes, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
        {
            ErlList list = ErpcClient.ListOf(module, function, arguments);
            foreach (ErlAtom node in ErpcClient.Checked(nodes))
            {
                ErpcClient.Cast(self, node, module, function, list);
            }
        }

        /// <summary>Has a function value run on many nodes, as <c>erpc:multicast/2</c>: nobody is told how it ends.</summary>
        public void ErpcMultiCast(IReadOnlyList<ErlAtom> nodes, ErlFun fun) => self.ErpcMultiCast(nodes, Atoms.Erlang, ErpcClient.Apply, ErpcClient.CallOf(fun));
    }
}
