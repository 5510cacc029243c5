namespace Chan.Distribution.Net.Handshake;

/// <summary>What both roles say and compute alike.</summary>
internal static class HandshakeTexts
{
    // Wishes and shorthands that are no capability of a connection.
    private const DistributionFlags NotOfConnections = DistributionFlags.NameMe | DistributionFlags.Mandatory25Digest;

    /// <summary>What holds on a connection: what both say.</summary>
    /// <param name="ours">As this node says.</param>
    /// <param name="theirs">As the peer says, expanded.</param>
    /// <param name="isDynamic">One side got its name from the other one; such connections are hidden.</param>
    public static DistributionFlags Common(DistributionFlags ours, DistributionFlags theirs, bool isDynamic)
        => ours.Expand() & theirs & ~NotOfConnections & ~(isDynamic ? DistributionFlags.Published : DistributionFlags.None);

    public static string Reflected(string peerName)
        => $"{peerName} sent back a challenge that this node had given out: somebody without the cookie tries to have this node answer for him. Both connections are refused.";

    public static string Expired(string peerName)
        => $"{peerName} answered a challenge that is not open any more.";

    public static string WrongCookie(string peerName)
        => $"{peerName} has another cookie than this node has for it. Give all nodes of the cluster the same one.";
}
