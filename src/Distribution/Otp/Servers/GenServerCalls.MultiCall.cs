using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Otp.Servers;

/// <content>Calls to the servers of one name on several nodes.</content>
public static partial class GenServerCalls
{
    /// <summary>Calls the server of a name on each of the nodes at once, as <c>gen_server:multi_call/4</c>.</summary>
    /// <param name="self">The caller. Its other messages stay in the mailbox.</param>
    /// <param name="nodes">The nodes, this one among them or not.</param>
    /// <param name="name">The registered name of the servers.</param>
    /// <param name="request">The request.</param>
    /// <param name="timeout">For all of them together; for ever if not given. Answers that come later are dropped.</param>
    public static async Task<MultiCallResult> MultiCallAsync(
        this ProcessContext self, IReadOnlyCollection<ErlAtom> nodes, ErlAtom name, ErlTerm request, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(self);
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(request);
        self.CheckReceive(timeout ?? Timeout.InfiniteTimeSpan);
        List<(ErlAtom Node, ErlReference? Reference)> open = [.. nodes.Select(node => (node, TryAsk(self, ErlTerm.Tuple(name, node), request)))];
        var deadline = Deadline.After(self.Node.TimeProvider, timeout ?? Timeout.InfiniteTimeSpan);
        var replies = new List<(ErlAtom Node, ErlTerm Reply)>(open.Count);
        var bad = new List<ErlAtom>();
        foreach ((ErlAtom node, ErlReference? reference) in open)
        {
            ErlTerm? answer = reference is null ? null
                : await self.ReceiveAnswerAsync(reference, deadline.Left).ConfigureAwait(false)
                    ?? GenClient.GiveUp(self, reference);
            if (answer is not null && GenClient.Finish(self, reference!, answer).Reply is { } reply)
            {
                replies.Add((node, reply));
            }
            else
            {
                bad.Add(node);
            }
        }

        return new MultiCallResult(replies, bad);
    }

    /// <summary>Calls the server of a name on each of the nodes at once, from code that is no process.</summary>
    /// <param name="node">This node.</param>
    /// <param name="nodes">The nodes, this one among them or not.</param>
    /// <param name="name">The registered name of the servers.</param>
    /// <param name="request">The request.</param>
    /// <param name="timeout">For all of them together; for ever if not given.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static Task<MultiCallResult> MultiCallAsync(
        this Node node,
        IReadOnlyCollection<ErlAtom> nodes,
        ErlAtom name,
        ErlTerm request,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.RunAsync(self => self.MultiCallAsync(nodes, name, request, timeout), cancellationToken);
    }

    /// <summary>Casts to the servers of a name on several nodes, from code that is no process.</summary>
    /// <param name="node">This node.</param>
    /// <param name="nodes">The nodes, this one among them or not.</param>
    /// <param name="name">The registered name of the servers.</param>
    /// <param name="request">What to tell.</param>
    public static void Abcast(this Node node, IEnumerable<ErlAtom> nodes, ErlAtom name, ErlTerm request)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        foreach (ErlAtom each in nodes)
        {
            node.Cast(ErlTerm.Tuple(name, each), request);
        }
    }

    /// <summary>Sends a request; <see langword="null"/> when more waits for the node than may.</summary>
    private static ErlReference? TryAsk(ProcessContext self, ErlTerm server, ErlTerm request)
    {
        try
        {
            return GenClient.Send(self, Atoms.GenCall, server, request);
        }
        catch (TermException) when (!self.IsDead)
        {
            return null;
        }
    }
}
