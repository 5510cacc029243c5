using System.Net;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Net.Nodes;

/// <summary>The log events of the cluster: 2101 to 2199, and the security events of the product's audit list (1103 to 1107). No secrets.</summary>
internal static partial class NodesLog
{
    [LoggerMessage(2101, LogLevel.Information, "Node {Node} is alive, creation {Creation}, listening on {Addresses}")]
    public static partial void Alive(ILogger logger, string node, uint creation, string addresses);

    [LoggerMessage(2102, LogLevel.Information, "Node {Node} is not alive any more")]
    public static partial void NotAlive(ILogger logger, string node);

    [LoggerMessage(2103, LogLevel.Information, "Connected to {Peer} ({Kind}, {Direction}) at {Remote}")]
    public static partial void NodeUp(ILogger logger, string peer, NodeVisibility kind, string direction, string remote);

    [LoggerMessage(2104, LogLevel.Information, "Connection to {Peer} ended: {Reason}. {Text}")]
    public static partial void NodeDown(ILogger logger, string peer, string reason, string text);

    [LoggerMessage(2105, LogLevel.Information, "Connecting to {Peer} failed: {Outcome}. {Text}")]
    public static partial void ConnectFailed(ILogger logger, string peer, ConnectOutcome outcome, string text);

    [LoggerMessage(2106, LogLevel.Warning, "A connection from {Remote} was refused: {Text}")]
    public static partial void Refused(ILogger logger, string remote, string text);

    [LoggerMessage(2107, LogLevel.Critical, "Node {Node} cannot accept connections any more on {Address}")]
    public static partial void AcceptLoopDied(ILogger logger, Exception fault, string node, string address);

    [LoggerMessage(2108, LogLevel.Warning, "Accepting a connection on {Address} failed: {Text}")]
    public static partial void AcceptFailed(ILogger logger, string address, string text);

    [LoggerMessage(2109, LogLevel.Error, "A connection with {Peer} ended by a fault of this program")]
    public static partial void Fault(ILogger logger, Exception fault, string peer);

    [LoggerMessage(2110, LogLevel.Information, "A connection from {Remote} did not come up: {Text}")]
    public static partial void Abandoned(ILogger logger, string remote, string text);

    [LoggerMessage(2111, LogLevel.Warning, "The cookie of node {Node} deserves a look. {Warning}")]
    public static partial void CookieWarning(ILogger logger, string node, string warning);

    [LoggerMessage(2113, LogLevel.Debug, "Both sides dialled at once: {Peer} at {Remote} gets {Decision}")]
    public static partial void Simultaneous(ILogger logger, string peer, string remote, Arrival decision);

    [LoggerMessage(2112, LogLevel.Warning, "{Count} messages that waited for {Peer} are larger than a connection takes, and are lost")]
    public static partial void TooLarge(ILogger logger, string peer, int count);

    [LoggerMessage(2114, LogLevel.Information, "This node on {Host} has no name yet; the first node that it connects with gives it one")]
    public static partial void Unnamed(ILogger logger, string host);

    [LoggerMessage(2115, LogLevel.Information, "{Giver} named this node {Node}, creation {Creation}")]
    public static partial void Named(ILogger logger, string giver, string node, uint creation);

    [LoggerMessage(2116, LogLevel.Information, "Node {Node} has lost its name with the connection to {Giver}, which gave it; its other connections are closed")]
    public static partial void NameLost(ILogger logger, string node, string giver);

    [LoggerMessage(1002, LogLevel.Warning, "Node {Node} listens on {Address} without TLS: who reads that network can run code as this node")]
    public static partial void Insecure(ILogger logger, string node, IPAddress address);

    [LoggerMessage(1103, LogLevel.Warning, "A connection from {Remote} was closed unread: {Limit}")]
    public static partial void LimitHit(ILogger logger, string remote, string limit);

    [LoggerMessage(1106, LogLevel.Critical, "{Remote} handed this node a challenge of its own: somebody tries to borrow the cookie")]
    public static partial void ReflectedChallenge(ILogger logger, string remote);

    [LoggerMessage(1107, LogLevel.Warning, "The cookie of {Peer} at {Remote} and the one set here for it differ")]
    public static partial void CookieMismatch(ILogger logger, string peer, string remote);
}
