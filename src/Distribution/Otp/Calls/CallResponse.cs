using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Calls;

/// <summary>How a request ended: <c>{reply, Reply}</c>, or <c>{error, {Reason, Server}}</c> when its server ended first or was not there.</summary>
/// <param name="Request">The request.</param>
/// <param name="Reply">The answer; <see langword="null"/> when there is none.</param>
/// <param name="Failure">
/// Why there is no answer: <c>noproc</c>, <c>noconnection</c>, or what the server ended with. <see langword="null"/> when there is one.
/// </param>
/// <param name="Server">The server that failed: a pid, or a name as the request gave it. <see langword="null"/> when there is an answer.</param>
/// <param name="Label">What the request was added to its collection with; <see langword="null"/> for a request of no collection.</param>
public sealed record CallResponse(RequestId Request, ErlTerm? Reply, ErlTerm? Failure, ErlTerm? Server, ErlTerm? Label = null)
{
    /// <summary>The answer.</summary>
    /// <exception cref="TermException">There is none: the exit <c>{Reason, Server}</c>.</exception>
    public ErlTerm GetReply() => Reply ?? throw TermException.Exit(ErlTerm.Tuple(Failure!, Server!), $"A request failed: {GenOutcome.Brief(Failure!)}.");

    internal static CallResponse Of(RequestId request, ErlTuple answer, ErlTerm? label) => answer.Count == 2
        ? new CallResponse(request, answer[1], null, null, label)
        : new CallResponse(request, null, answer[4], answer[3], label);
}
