using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Servers;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Servers;

/// <summary>
/// Calls to the servers of one name on all nodes: this one and every visible one that it is connected with now. For other groups of nodes see
/// <see cref="GenServerCalls"/>.
/// </summary>
public static class ClusterServerCalls
{
    extension(ProcessContext self)
    {
        /// <summary>Calls the server of a name on all nodes at once, as <c>gen_server:multi_call/2</c>.</summary>
        /// <param name="name">The registered name of the servers.</param>
        /// <param name="request">The request.</param>
        /// <param name="timeout">For all of them together; for ever if not given. Answers that come later are dropped.</param>
        public Task<MultiCallResult> MultiCallAsync(ErlAtom name, ErlTerm request, TimeSpan? timeout = null)
            => self.MultiCallAsync(EveryNode(self.Node), name, request, timeout);

        /// <summary>Casts to the servers of a name on all nodes, as <c>gen_server:abcast/2</c>.</summary>
        /// <param name="name">The registered name of the servers.</param>
        /// <param name="request">What to tell.</param>
        public void Abcast(ErlAtom name, ErlTerm request) => self.Abcast(EveryNode(self.Node), name, request);
    }

    /// <summary>Calls the server of a name on all nodes at once, from code that is no process.</summary>
    /// <param name="node">This node.</param>
    /// <param name="name">The registered name of the servers.</param>
    /// <param name="request">The request.</param>
    /// <param name="timeout">For all of them together; for ever if not given.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static Task<MultiCallResult> MultiCallAsync(
        this Node node, ErlAtom name, ErlTerm request, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => node.MultiCallAsync(EveryNode(node), name, request, timeout, cancellationToken);

    /// <summary>Casts to the servers of a name on all nodes, from code that is no process.</summary>
    /// <param name="node">This node.</param>
    /// <param name="name">The registered name of the servers.</param>
    /// <param name="request">What to tell.</param>
    public static void Abcast(this Node node, ErlAtom name, ErlTerm request) => node.Abcast(EveryNode(node), name, request);

    private static IReadOnlyList<ErlAtom> EveryNode(Node node) => [node.Name, .. node.Nodes()];
}
