using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Net.Nodes;

/// <summary>What processes do with other nodes that their context does not offer.</summary>
internal static class ProcessDistribution
{
    /// <summary>
    /// Sends a message only if the connection to its node is up: <c>erlang:send(Dest, Message, [noconnect])</c>. It keeps its place among
    /// the other messages of the process.
    /// </summary>
    /// <param name="self">The sender.</param>
    /// <param name="destination">A pid, an alias or <c>{Name, Node}</c> of another node.</param>
    /// <param name="message">The message.</param>
    /// <returns>False when it is not up, or the node is not alive; the message is dropped then.</returns>
    public static bool SendIfConnected(this ProcessContext self, ErlTerm destination, ErlTerm message)
        => DistributionLayer.Of(self.Node)?.Peers.TrySend(self.Self, destination, message, out _) == true;
}
