using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Erpc;

/// <summary>One call on many nodes at once, with one deadline for all.</summary>
/// <remarks>All answers carry the same reference as their tag: a receive skips what was in the mailbox before.</remarks>
internal sealed class ErpcMultiCall
{
    private readonly ProcessContext _self;
    private readonly ErlReference _tag;
    private readonly ErpcResult[] _results;
    private readonly Dictionary<ErlReference, int> _open;
    private int _here = -1;

    private ErpcMultiCall(ProcessContext self, int count)
    {
        _self = self;
        _tag = self.MakeReference();
        _results = new ErpcResult[count];
        _open = new Dictionary<ErlReference, int>(count);
    }

    /// <summary>Calls a function on each of the nodes.</summary>
    /// <returns>The results in the order of the nodes.</returns>
    public static async Task<IReadOnlyList<ErpcResult>> RunAsync(
        ProcessContext self, IReadOnlyList<ErlAtom> nodes, ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, TimeSpan? timeout)
    {
        ErlList list = ErpcClient.ListOf(module, function, arguments);
        ErpcClient.Checked(nodes);
        TimeSpan limit = ErpcClient.Checked(timeout);
        var deadline = Deadline.After(self.Node.TimeProvider, limit);
        var call = new ErpcMultiCall(self, nodes.Count);
        try
        {
            call.Send(nodes, ErlTerm.List(call._tag, module, function, list), mayRunHere: limit == Timeout.InfiniteTimeSpan);
        }
        catch (TermException)
        {
            // Too large for one of the nodes: nothing of the others is left behind.
            await call.ReceiveAsync(Deadline.After(self.Node.TimeProvider, TimeSpan.Zero)).ConfigureAwait(false);
            throw;
        }

        if (call._here >= 0)
        {
            call._results[call._here] = await ErpcClient.ApplyHereAsync(self, module, function, list).ConfigureAwait(false);
        }

        await call.ReceiveAsync(deadline).ConfigureAwait(false);
        return call._results;
    }

    private void Send(IReadOnlyList<ErlAtom> nodes, ErlList call, bool mayRunHere)
    {
        var options = new RemoteSpawnOptions { Monitor = new MonitorOptions { Tag = _tag }, ReplyTag = _tag, Replies = SpawnReplies.ErrorOnly };
        for (int i = 0; i < nodes.Count; i++)
        {
            if (mayRunHere && _here < 0 && nodes[i] == _self.Node.Name)
            {
                _here = i;
            }
            else
            {
                _open.Add(ErpcClient.Request(_self, nodes[i], call, options), i);
            }
        }

        // The requests have references of their own, which took the place of this one.
        _self.Mark(_tag);
    }

    private async ValueTask ReceiveAsync(Deadline deadline)
    {
        bool isOver = false;
        while (_open.Count > 0)
        {
            if (await _self.ReceiveAsync(_tag, isOver ? TimeSpan.Zero : deadline.Left).ConfigureAwait(false) is ErlTuple answer)
            {
                if (_open.Remove((ErlReference)answer[1], out int i))
                {
                    _results[i] = ErpcResult.Of(answer, _tag);
                }
            }
            else if (!isOver)
            {
                isOver = true;
                GiveUp();
            }
            else
            {
                // Whatever could not be given up has been received.
                return;
            }
        }
    }

    /// <summary>Gives up what has no answer yet. What has one keeps its place: the answer is in the mailbox.</summary>
    private void GiveUp()
    {
        foreach ((ErlReference request, int i) in _open)
        {
            _results[i] = ErpcResult.Failed(Atoms.Timeout);
            if (ErpcAnswers.TryAbandon(_self, request))
            {
                _open.Remove(request);
            }
        }
    }
}
