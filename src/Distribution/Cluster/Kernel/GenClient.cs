using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary>Calls to servers of one name on several nodes.</summary>
internal static class GenClient
{
    /// <summary>Calls a server on each of the nodes at once, as <c>gen_server:multi_call/3</c>.</summary>
    /// <param name="self">The caller. Its other messages stay in the mailbox.</param>
    /// <param name="nodes">The nodes, this one among them or not.</param>
    /// <param name="name">The registered name of the servers.</param>
    /// <param name="request">The request.</param>
    /// <returns>The answers of the nodes whose server is there.</returns>
    public static async Task<List<(ErlAtom Node, ErlTerm Reply)>> MultiCallAsync(
        ProcessContext self, IReadOnlyCollection<ErlAtom> nodes, ErlAtom name, ErlTerm request)
    {
        var open = new List<(ErlAtom Node, ErlReference Reference, ErlTerm Tag)>(nodes.Count);
        foreach (ErlAtom node in nodes)
        {
            ErlTerm server = ErlTerm.Tuple(name, node);
            ErlReference reference = self.Monitor(server, new MonitorOptions { Alias = AliasMode.ReplyDemonitor });
            ErlTerm tag = ErlTerm.ImproperList([Atoms.Alias], reference);
            self.Send(server, ErlTerm.Tuple(Atoms.GenCall, ErlTerm.Tuple(self.Self, tag), request));
            open.Add((node, reference, tag));
        }

        var replies = new List<(ErlAtom Node, ErlTerm Reply)>(open.Count);
        foreach ((ErlAtom node, ErlReference reference, ErlTerm tag) in open)
        {
            ErlTerm answer = await self.ReceiveAsync(message => IsAnswer(message, reference, tag)).ConfigureAwait(false);
            if (answer is ErlTuple and [_, var reply])
            {
                replies.Add((node, reply));
            }

            // An answer by pid, as some servers send it, leaves the monitor.
            self.Demonitor(reference, DemonitorOptions.Flush);
        }

        return replies;
    }

    private static bool IsAnswer(ErlTerm message, ErlReference reference, ErlTerm tag)
        => message is ErlTuple tuple
            && ((tuple.Count == 2 && tuple[0].Equals(tag))
                || (tuple.Count == 5 && ReferenceEquals(tuple[0], Atoms.Down) && tuple[1].Equals(reference)));
}
