using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Erpc;

/// <summary>Requests that wait for their answers together, each with a label: the request id collection of <c>erpc</c>.</summary>
/// <remarks>Belongs to the process that sent the requests. Unlike Erlang's it is changed in place.</remarks>
public sealed class ErpcRequestIds
{
    private readonly Dictionary<ErlReference, (ErpcRequestId Id, ErlTerm Label)> _requests = [];

    /// <summary>How many requests it holds: <c>erpc:reqids_size/1</c>.</summary>
    public int Count => _requests.Count;

    /// <summary>Adds a request: <c>erpc:reqids_add/3</c>.</summary>
    /// <param name="request">A request of the same process.</param>
    /// <param name="label">Comes with the answer; labels need not differ.</param>
    /// <exception cref="TermException">Error <c>{erpc, badarg}</c>: the request is in the collection already.</exception>
    public void Add(ErpcRequestId request, ErlTerm label)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (!_requests.TryAdd(request.Request, (request, label)))
        {
            ErpcResult.Failed(Atoms.Badarg).GetValue();
        }
    }

    /// <summary>The requests with their labels, in no order: <c>erpc:reqids_to_list/1</c>.</summary>
    public IReadOnlyList<(ErpcRequestId Request, ErlTerm Label)> ToList() => [.. _requests.Values];

    /// <summary>Reads a message that the process has received itself: <c>erpc:check_response/3</c>.</summary>
    /// <param name="message">Any message.</param>
    /// <param name="answered">What happens to the request.</param>
    /// <returns><see langword="null"/> when the message is not the answer to a request of the collection.</returns>
    public ErpcResponse? CheckResponse(ErlTerm message, AnsweredRequest answered = AnsweredRequest.Remove)
    {
        ArgumentNullException.ThrowIfNull(message);
        return IsAnswer(message) ? Take((ErlTuple)message, answered) : null;
    }

    /// <summary>Whether a message answers one of the requests.</summary>
    internal bool IsAnswer(ErlTerm message) => ErpcAnswers.TryRead(message, out ErlReference? request, out _) && _requests.ContainsKey(request);

    /// <summary>Reads an answer.</summary>
    internal ErpcResponse Take(ErlTuple answer, AnsweredRequest answered)
    {
        var reference = (ErlReference)answer[1];
        (ErpcRequestId id, ErlTerm label) = _requests[reference];
        if (answered == AnsweredRequest.Remove)
        {
            _requests.Remove(reference);
        }

        return new ErpcResponse(id, label, ErpcResult.Of(answer, id.Result));
    }

    /// <summary>Gives all requests up; answers that came at the last moment are dropped with them.</summary>
    internal async ValueTask GiveUpAsync(ProcessContext self, AnsweredRequest answered)
    {
        foreach (ErlReference request in _requests.Keys)
        {
            await ErpcAnswers.GiveUpAsync(self, request).ConfigureAwait(false);
        }

        if (answered == AnsweredRequest.Remove)
        {
            _requests.Clear();
        }
    }
}
