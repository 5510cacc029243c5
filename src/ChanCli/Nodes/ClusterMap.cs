using System.Collections.Concurrent;
using Chan.Distribution.Net.Names;
using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Cli.Nodes;

/// <summary>Asks a node which nodes it sees, then those which they see, and so on.</summary>
/// <remarks>Hidden nodes are told of and not asked: as a rule they are tools that nobody can dial.</remarks>
internal sealed class ClusterMap(NodeSession session)
{
    /// <summary>Most nodes that are asked; what nodes say is bounded so.</summary>
    internal const int MostNodes = 1000;

    private const int AtOnce = 8;

    private static readonly ErlAtom NodesAtom = ErlTerm.Atom("nodes");
    private static readonly ErlAtom VisibleAtom = ErlTerm.Atom("visible");

    /// <summary>Whether there were more than <see cref="MostNodes"/>.</summary>
    internal bool IsCutShort { get; private set; }

    /// <summary>Makes the map; the node that the session is connected with comes first, the others by name.</summary>
    internal async Task<IReadOnlyList<MappedNode>> MakeAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, MappedNode>(StringComparer.Ordinal);
        NodeName[] next = [session.Peer];
        while (next.Length > 0)
        {
            foreach (MappedNode node in await AskAllAsync(next, cancellationToken).ConfigureAwait(false))
            {
                found[node.Name.ToString()] = node;
            }

            next = Unasked(found);
        }

        return [.. found.Values.OrderBy(node => !node.Name.Equals(session.Peer)).ThenBy(node => node.Name.ToString(), StringComparer.Ordinal)];
    }

    private NodeName[] Unasked(Dictionary<string, MappedNode> found)
    {
        var unasked = new List<NodeName>();
        foreach (string name in found.Values.SelectMany(node => node.Visible).Distinct().ToArray())
        {
            if (found.ContainsKey(name) || !NodeName.TryParse(name, out NodeName? node, out _))
            {
                continue;
            }

            if (found.Count + unasked.Count >= MostNodes)
            {
                IsCutShort = true;
                break;
            }

            unasked.Add(node);
        }

        return [.. unasked];
    }

    private async Task<IReadOnlyCollection<MappedNode>> AskAllAsync(NodeName[] nodes, CancellationToken cancellationToken)
    {
        var answers = new ConcurrentBag<MappedNode>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            nodes, options, async (node, cancellation) => answers.Add(await AskAsync(node, cancellation).ConfigureAwait(false))).ConfigureAwait(false);
        return answers;
    }

    private async Task<MappedNode> AskAsync(NodeName node, CancellationToken cancellationToken)
    {
        PingResult ping = await session.PingAsync(node, cancellationToken).ConfigureAwait(false);
        if (!ping.IsPong)
        {
            return new MappedNode(node) { Fault = PingReport.Of(ping, node).Message };
        }

        try
        {
            return new MappedNode(node)
            {
                RoundTrip = ping.RoundTrip,
                Visible = await NodesAsync(node, VisibleAtom, cancellationToken).ConfigureAwait(false),
                Hidden = await NodesAsync(node, Atoms.Hidden, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (TermException failure)
        {
            return new MappedNode(node) { Fault = CallFailure.Of(failure, node, Question(VisibleAtom)).Message };
        }
    }

    private async Task<IReadOnlyList<string>> NodesAsync(NodeName node, ErlAtom kind, CancellationToken cancellationToken)
    {
        ErlTerm answer = await session.CallAsync(node, Question(kind), cancellationToken).ConfigureAwait(false);
        return
        [
            .. (answer as ErlList ?? ErlList.Empty).OfType<ErlAtom>().Where(name => name != session.Node.Name)
                .Select(name => name.Name).Order(StringComparer.Ordinal),
        ];
    }

    private static RemoteFunction Question(ErlAtom kind) => new(Atoms.Erlang, NodesAtom, [kind]);
}
