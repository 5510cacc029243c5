using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Cluster.Global;

/// <summary>The log events of global names: 2321 to 2329.</summary>
internal static partial class GlobalLog
{
    [LoggerMessage(2321, LogLevel.Information, "The global name {Name} is claimed here and in the world of {Peer}; kept: {Kept}")]
    public static partial void Conflict(ILogger logger, string name, ErlAtom peer, string kept);

    [LoggerMessage(2322, LogLevel.Warning, "Node {Peer} is disconnected in order to prevent overlapping partitions, as {Teller} tells")]
    public static partial void Disconnected(ILogger logger, ErlAtom peer, ErlAtom teller);

    [LoggerMessage(2323, LogLevel.Warning, "Node {Peer} is in the world of a peer, but there is no connection to it: global names may be missing")]
    public static partial void NotConnected(ILogger logger, ErlAtom peer);

    [LoggerMessage(2324, LogLevel.Warning, "Node {Peer} speaks version {Version} of the protocol of global names; this one needs 8: its names are not shared")]
    public static partial void TooOld(ILogger logger, ErlAtom peer, int version);

    [LoggerMessage(2325, LogLevel.Warning, "Peers tell of more than {MaxKnown} nodes: the others are not connected to, and global names may be missing")]
    public static partial void TooMany(ILogger logger, int maxKnown);
}
