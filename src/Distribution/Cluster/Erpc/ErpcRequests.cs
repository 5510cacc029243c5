using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Erpc;

/// <summary>Calls whose answers are received later, by the same process: single ones and collections. What is raised: see <see cref="ErpcCalls"/>.</summary>
public static class ErpcRequests
{
    extension(ProcessContext self)
    {
        /// <summary>Sends a call, as <c>erpc:send_request/4</c>; its answer is received later.</summary>
        /// <param name="node">The node; may be the own one.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        /// <returns>For receiving the answer, in this process.</returns>
        public ErpcRequestId ErpcSendRequest(ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments)
            => ErpcClient.Send(self, node, module, function, arguments);

        /// <summary>Sends a call of a function value, as <c>erpc:send_request/2</c>; its answer is received later.</summary>
        public ErpcRequestId ErpcSendRequest(ErlAtom node, ErlFun fun) => self.ErpcSendRequest(node, Atoms.Erlang, ErpcClient.Apply, ErpcClient.CallOf(fun));

        /// <summary>Sends a call and adds it to a collection, as <c>erpc:send_request/6</c>.</summary>
        /// <param name="node">The node; may be the own one.</param>
        /// <param name="module">The module.</param>
        /// <param name="function">The function.</param>
        /// <param name="arguments">The arguments.</param>
        /// <param name="label">Comes with the answer.</param>
        /// <param name="requests">The collection.</param>
        public void ErpcSendRequest(
            ErlAtom node, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, ErlTerm label, ErpcRequestIds requests)
        {
            ArgumentNullException.ThrowIfNull(label);
            ArgumentNullException.ThrowIfNull(requests);
            requests.Add(ErpcClient.Send(self, node, module, function, arguments), label);
        }

        /// <summary>Sends a call of a function value and adds it to a collection, as <c>erpc:send_request/4</c> with a fun.</summary>
        public void ErpcSendRequest(ErlAtom node, ErlFun fun, ErlTerm label, ErpcRequestIds requests)
            => self.ErpcSendRequest(node, Atoms.Erlang, ErpcClient.Apply, ErpcClient.CallOf(fun), label, requests);

        /// <summary>Receives the answer to a request, as <c>erpc:receive_response/2</c>. After the time-out the request is given up.</summary>
        /// <param name="request">A request of this process, whose answer has not been received yet.</param>
        /// <param name="timeout">How long to wait.</param>
        /// <returns>The value of the function.</returns>
        /// <exception cref="TermException">The call failed; see the remarks of the class. <c>{erpc, badarg}</c>: the request has no answer any more.</exception>
        public async Task<ErlTerm> ErpcReceiveResponseAsync(ErpcRequestId request, TimeSpan? timeout = null)
        {
            ErlTerm? answer = await self.ReceiveAsync(request.Request, ErpcClient.Checked(timeout)).ConfigureAwait(false);
            return ErpcResult.Of(answer as ErlTuple ?? await ErpcAnswers.GiveUpAsync(self, request.Request).ConfigureAwait(false), request.Result).GetValue();
        }

        /// <summary>Receives the answer to a request if it comes in time, as <c>erpc:wait_response/2</c>. Otherwise the request stays open.</summary>
        /// <param name="request">A request of this process.</param>
        /// <param name="waitTime">How long to wait; without a value, not at all.</param>
        /// <returns>The value of the function; <see langword="null"/> when there is no answer yet.</returns>
        /// <exception cref="TermException">The call failed; see the remarks of the class.</exception>
        public async Task<ErlTerm?> ErpcWaitResponseAsync(ErpcRequestId request, TimeSpan waitTime = default)
            => await self.ReceiveAsync(request.Request, waitTime).ConfigureAwait(false) is ErlTuple answer
                ? ErpcResult.Of(answer, request.Result).GetValue()
                : null;

        /// <summary>Receives the next answer to a request of a collection, as <c>erpc:receive_response/3</c>. After the time-out all are given up.</summary>
        /// <param name="requests">Requests of this process.</param>
        /// <param name="timeout">How long to wait.</param>
        /// <param name="answered">What happens to the request; after the time-out, to all of them.</param>
        /// <returns><see langword="null"/> when the collection is empty.</returns>
        /// <exception cref="TermException">Error <c>{erpc, timeout}</c>. A call that failed is a response.</exception>
        public async Task<ErpcResponse?> ErpcReceiveResponseAsync(
            ErpcRequestIds requests, TimeSpan? timeout = null, AnsweredRequest answered = AnsweredRequest.Remove)
        {
            ArgumentNullException.ThrowIfNull(requests);
            if (await NextAsync(self, requests, ErpcClient.Checked(timeout)).ConfigureAwait(false) is { } answer)
            {
                return requests.Take(answer, answered);
            }

            if (requests.Count > 0)
            {
                await requests.GiveUpAsync(self, answered).ConfigureAwait(false);
                ErpcResult.Failed(Atoms.Timeout).GetValue();
            }

            return null;
        }

        /// <summary>Receives the next answer to a request of a collection if one comes in time, as <c>erpc:wait_response/3</c>.</summary>
        /// <param name="requests">Requests of this process.</param>
        /// <param name="waitTime">How long to wait; without a value, not at all.</param>
        /// <param name="answered">What happens to the request.</param>
        /// <returns><see langword="null"/> when there is no answer yet, and when the collection is empty.</returns>
        public async Task<ErpcResponse?> ErpcWaitResponseAsync(
            ErpcRequestIds requests, TimeSpan waitTime = default, AnsweredRequest answered = AnsweredRequest.Remove)
        {
            ArgumentNullException.ThrowIfNull(requests);
            return await NextAsync(self, requests, waitTime).ConfigureAwait(false) is { } answer ? requests.Take(answer, answered) : null;
        }
    }

    private static async ValueTask<ErlTuple?> NextAsync(ProcessContext self, ErpcRequestIds requests, TimeSpan timeout)
        => requests.Count == 0 ? null : (ErlTuple?)await self.ReceiveAsync(requests.IsAnswer, timeout).ConfigureAwait(false);
}
