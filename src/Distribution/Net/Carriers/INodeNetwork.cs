using Chan.Distribution.Net.Names;

namespace Chan.Distribution.Net.Carriers;

/// <summary>How nodes find and reach each other: port mappers and sockets, or a network in memory.</summary>
internal interface INodeNetwork
{
    /// <summary>Makes this node reachable under its name.</summary>
    /// <param name="self">The node's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">No port could be had, or the name is taken; the message says which.</exception>
    ValueTask<INodePresence> JoinAsync(NodeName self, CancellationToken cancellationToken);

    /// <summary>Opens a connection to a node.</summary>
    /// <param name="self">The node that dials.</param>
    /// <param name="peer">The node to find.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CarrierException">It cannot be found or reached.</exception>
    ValueTask<CarrierConnection> ConnectAsync(NodeName self, NodeName peer, CancellationToken cancellationToken);

    /// <summary>The nodes that a host knows, each with its port.</summary>
    /// <exception cref="CarrierException">The host cannot be asked.</exception>
    ValueTask<IReadOnlyList<RegisteredNode>> NamesAsync(string host, CancellationToken cancellationToken);
}
