using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Erpc;

/// <summary>A call that was sent and whose answer is received later: the request id of <c>erpc:send_request</c>, and the key of <c>rpc:async_call</c>.</summary>
/// <remarks>It belongs to the process that sent the request, and has one answer: what was received or given up is not there a second time.</remarks>
public readonly record struct ErpcRequestId
{
    private readonly ErlReference? _result;
    private readonly ErlReference? _request;

    internal ErpcRequestId(ErlReference result, ErlReference request)
    {
        _result = result;
        _request = request;
    }

    /// <summary>Marks the reason of the called process that is a result.</summary>
    internal ErlReference Result => _result ?? throw None();

    /// <summary>Names the request for a process, and the monitor of it.</summary>
    internal ErlReference Request => _request ?? throw None();

    /// <summary>Reads a message that the process has received itself: <c>erpc:check_response/2</c>.</summary>
    /// <param name="message">Any message.</param>
    /// <returns>The value of the call; <see langword="null"/> when the message is not the answer to this request.</returns>
    /// <exception cref="TermException">The message is the answer, and the call failed.</exception>
    public ErlTerm? CheckResponse(ErlTerm message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return ErpcAnswers.TryRead(message, out ErlReference? request, out ErlTuple? answer) && request.Equals(Request)
            ? ErpcResult.Of(answer, Result).GetValue()
            : null;
    }

    /// <summary>Prints the request as Erlang's shell does.</summary>
    public override string ToString() => _request is null ? "no request" : ErlTerm.ImproperList([Result], Request).ToString();

    private static ArgumentException None() => new("This is no request: the default value of the type. A request id comes from sending a request.");
}
