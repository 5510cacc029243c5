using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Net.Nodes;

/// <summary>Lists of nodes by kind.</summary>
internal static class NodeListing
{
    public static IReadOnlyList<ErlAtom> Of(Node node, NodeKinds kinds)
    {
        var names = new List<ErlAtom>();
        if ((kinds & NodeKinds.This) != 0)
        {
            names.Add(node.Name);
        }

        foreach (Peer peer in DistributionLayer.Of(node)?.Peers.All ?? [])
        {
            NodeKinds kind = peer.Connection is { } connection
                ? connection.Visibility == NodeVisibility.Visible ? NodeKinds.Visible : NodeKinds.Hidden
                : NodeKinds.Known & ~(NodeKinds.Connected | NodeKinds.This);
            if ((kinds & kind) != 0 && peer.Atom is { } name)
            {
                names.Add(name);
            }
        }

        return names;
    }
}
