using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Servers;

/// <summary>Calls in two steps: the request is sent now, and its answer received later by the same process; many may be open at once.</summary>
/// <remarks>A request that is given up has no answer any more: one that comes late is dropped, and not left in the mailbox.</remarks>
public static class GenServerRequests
{
    extension(ProcessContext self)
    {
        /// <summary>Sends a request, as <c>gen_server:send_request/2</c>. A server that is not there is told by the answer.</summary>
        /// <param name="server">The server, named in any form.</param>
        /// <param name="request">The request.</param>
        /// <returns>For receiving the answer, in this process.</returns>
        /// <exception cref="ArgumentException"><paramref name="server"/> names no server.</exception>
        public RequestId SendRequest(ErlTerm server, ErlTerm request)
        {
            ArgumentNullException.ThrowIfNull(request);
            if (ServerName.Find(self.Node, server) is { } destination)
            {
                return new RequestId(GenClient.Send(self, Atoms.GenCall, destination, request));
            }

            ErlReference reference = self.MakeReference();
            self.Send(self.Self, ErlTerm.Tuple(Atoms.Down, reference, Atoms.Process, server, Atoms.Noproc));
            return new RequestId(reference);
        }

        /// <summary>Sends a request and adds it to a collection, as <c>gen_server:send_request/4</c>.</summary>
        /// <param name="server">The server.</param>
        /// <param name="request">The request.</param>
        /// <param name="label">Comes with the answer.</param>
        /// <param name="requests">The collection.</param>
        public void SendRequest(ErlTerm server, ErlTerm request, ErlTerm label, RequestIdCollection requests)
        {
            ArgumentNullException.ThrowIfNull(label);
            ArgumentNullException.ThrowIfNull(requests);
            requests.Add(self.SendRequest(server, request), label);
        }

        /// <summary>Receives the answer to a request, as <c>gen_server:receive_response/2</c>. After the time-out the request is given up.</summary>
        /// <param name="request">A request of this process, whose answer has not been received yet.</param>
        /// <param name="timeout">For ever if not given.</param>
        /// <returns><see langword="null"/> after the time-out.</returns>
        public async ValueTask<CallResponse?> ReceiveResponseAsync(RequestId request, TimeSpan? timeout = null)
        {
            ErlTerm? answer = await self.ReceiveAnswerAsync(request.Reference, timeout ?? Timeout.InfiniteTimeSpan).ConfigureAwait(false)
                ?? GenClient.GiveUp(self, request.Reference);
            return Read(self, request.Reference, answer, null);
        }

        /// <summary>Receives the answer to a request if it comes in time, as <c>gen_server:wait_response/2</c>. Otherwise the request stays open.</summary>
        /// <param name="request">A request of this process.</param>
        /// <param name="waitTime">How long to wait; without a value, not at all.</param>
        /// <returns><see langword="null"/> when there is no answer yet.</returns>
        public async ValueTask<CallResponse?> WaitResponseAsync(RequestId request, TimeSpan waitTime = default)
            => Read(self, request.Reference, await self.ReceiveAnswerAsync(request.Reference, waitTime).ConfigureAwait(false), null);

        /// <summary>Reads a message that the process has received itself, as <c>gen_server:check_response/2</c>.</summary>
        /// <param name="message">Any message.</param>
        /// <param name="request">A request of this process.</param>
        /// <returns><see langword="null"/> when the message is not the answer to this request.</returns>
        public CallResponse? CheckResponse(ErlTerm message, RequestId request)
        {
            ArgumentNullException.ThrowIfNull(message);
            return GenClient.IsAnswer(message, out ErlReference? reference) && reference.Equals(request.Reference) ? Read(self, reference, message, null) : null;
        }

        /// <summary>Receives the next answer to a request of a collection, as <c>gen_server:receive_response/3</c>. After the time-out all are given up.</summary>
        /// <param name="requests">Requests of this process.</param>
        /// <param name="timeout">For ever if not given.</param>
        /// <param name="answered">What happens to the request.</param>
        /// <returns><see langword="null"/> after the time-out, and when the collection is empty.</returns>
        public async ValueTask<CallResponse?> ReceiveResponseAsync(
            RequestIdCollection requests, TimeSpan? timeout = null, AnsweredRequest answered = AnsweredRequest.Remove)
        {
            ArgumentNullException.ThrowIfNull(requests);
            CallResponse? response = await NextAsync(self, requests, timeout ?? Timeout.InfiniteTimeSpan, answered).ConfigureAwait(false);
            if (response is null)
            {
                requests.GiveUp(self);
            }

            return response;
        }

        /// <summary>Receives the next answer to a request of a collection if one comes in time, as <c>gen_server:wait_response/3</c>.</summary>
        /// <param name="requests">Requests of this process.</param>
        /// <param name="waitTime">How long to wait; without a value, not at all.</param>
        /// <param name="answered">What happens to the request.</param>
        /// <returns><see langword="null"/> when there is no answer yet, and when the collection is empty.</returns>
        public ValueTask<CallResponse?> WaitResponseAsync(
            RequestIdCollection requests, TimeSpan waitTime = default, AnsweredRequest answered = AnsweredRequest.Remove)
        {
            ArgumentNullException.ThrowIfNull(requests);
            return NextAsync(self, requests, waitTime, answered);
        }

        /// <summary>Reads a message that the process has received itself, as <c>gen_server:check_response/3</c>.</summary>
        /// <param name="message">Any message.</param>
        /// <param name="requests">Requests of this process.</param>
        /// <param name="answered">What happens to the request.</param>
        /// <returns><see langword="null"/> when the message is not the answer to a request of the collection.</returns>
        public CallResponse? CheckResponse(ErlTerm message, RequestIdCollection requests, AnsweredRequest answered = AnsweredRequest.Remove)
        {
            ArgumentNullException.ThrowIfNull(message);
            ArgumentNullException.ThrowIfNull(requests);
            return requests.TryRead(message, out ErlReference? reference) ? Read(self, reference, message, requests.Take(reference, answered)) : null;
        }
    }

    private static async ValueTask<CallResponse?> NextAsync(
        ProcessContext self, RequestIdCollection requests, TimeSpan timeout, AnsweredRequest answered)
        => requests.Count > 0 && await self.ReceiveAsync(requests.IsAnswer, timeout).ConfigureAwait(false) is { } message
            ? self.CheckResponse(message, requests, answered)
            : null;

    private static CallResponse? Read(ProcessContext self, ErlReference reference, ErlTerm? answer, ErlTerm? label)
    {
        if (answer is not ErlTuple tuple)
        {
            return null;
        }

        GenClient.Finish(self, reference, tuple);
        return CallResponse.Of(new RequestId(reference), tuple, label);
    }
}
