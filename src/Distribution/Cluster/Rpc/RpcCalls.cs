using Chan.Distribution.Cluster.Erpc;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Rpc;

/// <summary>Calls of functions on other nodes, as module <c>rpc</c> makes them: what goes wrong comes back as a value, <c>{badrpc, Reason}</c>.</summary>
/// <remarks>
/// The result of a call is the value of the function, also a thrown one; <c>{badrpc, nodedown}</c>, <c>{badrpc, timeout}</c>, <c>{badrpc, notsup}</c>;
/// or <c>{badrpc, {'EXIT', Reason}}</c>, where an error has the reason <c>{Error, Stack}</c>. Time-outs are zero, positive, or <see langword="null"/>
/// for none; a call goes on after its time-out, and its late answer is dropped. Where no nodes are named, this one and all visible ones are meant.
/// </remarks>
public static class RpcCalls
{
    extension(ProcessContext self)
    {
        /// <summary>Calls a function, as <c>rpc:call/5</c>, in a new process of the node; on the own node, without a time-out, in this one.</summary>
        /// <param name="node">The node; may be the own one.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        /// <param name="timeout">How long to wait.</param>
        /// <returns>The value, or <c>{badrpc, Reason}</c>.</returns>
        public async Task<ErlTerm> RpcCallAsync(
            ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, TimeSpan? timeout = null)
            => RpcResults.Of(await ErpcClient.CallAsync(self, node, module, function, arguments, timeout).ConfigureAwait(false));

        /// <summary>Has a function run, as <c>rpc:cast/4</c>: nobody is told how it ends.</summary>
        /// <param name="node">The node; nothing happens when it cannot be reached.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        public void RpcCast(ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
            => self.ErpcCast(node, module, function, arguments);

        /// <summary>Sends a call, as <c>rpc:async_call/4</c>; its result is received later.</summary>
        /// <param name="node">The node; may be the own one.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        /// <returns>The key to the result, for this process, once.</returns>
        public ErpcRequestId RpcAsyncCall(ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
            => ErpcClient.Send(self, node, module, function, arguments);

        /// <summary>Waits for the result of a call that was sent, as <c>rpc:yield/1</c>.</summary>
        /// <param name="key">From <c>RpcAsyncCall</c>, in this process.</param>
        /// <returns>The value, or <c>{badrpc, Reason}</c>.</returns>
        public async Task<ErlTerm> RpcYieldAsync(ErpcRequestId key)
        {
            ErlTerm answer = await self.ReceiveAsync(key.Request).ConfigureAwait(false);
            return RpcResults.Of(ErpcResult.Of((ErlTuple)answer, key.Result));
        }

        /// <summary>Takes the result of a call that was sent if it comes in time, as <c>rpc:nb_yield/2</c>. Otherwise the key stays good.</summary>
        /// <param name="key">From <c>RpcAsyncCall</c>, in this process.</param>
        /// <param name="timeout">How long to wait; without a value, not at all.</param>
        /// <returns>The value, or <c>{badrpc, Reason}</c>; <see langword="null"/> when there is no result yet.</returns>
        public async Task<ErlTerm?> RpcNbYieldAsync(ErpcRequestId key, TimeSpan timeout = default)
            => await self.ReceiveAsync(key.Request, timeout).ConfigureAwait(false) is ErlTuple answer
                ? RpcResults.Of(ErpcResult.Of(answer, key.Result))
                : null;
    }
}
