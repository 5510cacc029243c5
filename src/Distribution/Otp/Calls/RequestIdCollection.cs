using System.Diagnostics.CodeAnalysis;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Calls;

/// <summary>Requests that wait for their answers together, each with a label: the request id collection of <c>gen_server</c>.</summary>
/// <remarks>Belongs to the process that sent the requests. Unlike Erlang's it is changed in place.</remarks>
public sealed class RequestIdCollection
{
    private readonly Dictionary<ErlReference, ErlTerm> _labels = [];

    /// <summary>How many requests it holds: <c>reqids_size/1</c>.</summary>
    public int Count => _labels.Count;

    /// <summary>Adds a request: <c>reqids_add/3</c>.</summary>
    /// <param name="request">A request of the same process.</param>
    /// <param name="label">Comes with the answer; labels need not differ.</param>
    /// <exception cref="ArgumentException">The request is in the collection already.</exception>
    public void Add(RequestId request, ErlTerm label)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (!_labels.TryAdd(request.Reference, label))
        {
            throw new ArgumentException("The request is in the collection already; a request is added once.", nameof(request));
        }
    }

    /// <summary>The requests with their labels, in no order: <c>reqids_to_list/1</c>.</summary>
    public IReadOnlyList<(RequestId Request, ErlTerm Label)> ToList() => [.. _labels.Select(pair => (new RequestId(pair.Key), pair.Value))];

    /// <summary>Whether a message answers one of the requests.</summary>
    internal bool IsAnswer(ErlTerm message) => TryRead(message, out _);

    /// <summary>Reads the reference of a message that answers one of the requests.</summary>
    internal bool TryRead(ErlTerm message, [NotNullWhen(true)] out ErlReference? reference)
        => GenClient.IsAnswer(message, out reference) && _labels.ContainsKey(reference);

    /// <summary>The label of a request, which stays or is taken out.</summary>
    internal ErlTerm Take(ErlReference reference, AnsweredRequest answered)
    {
        ErlTerm label = _labels[reference];
        if (answered == AnsweredRequest.Remove)
        {
            _labels.Remove(reference);
        }

        return label;
    }

    /// <summary>Gives all requests up, and the answers that have come already with them. The collection stays as it is, as in Erlang.</summary>
    internal void GiveUp(ProcessContext self)
    {
        foreach (ErlReference request in _labels.Keys)
        {
            while (GenClient.GiveUp(self, request) is not null)
            {
            }
        }
    }
}
