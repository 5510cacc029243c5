using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Hosting;

/// <summary>The log events of a node inside a host: 2650 to 2652.</summary>
internal static partial class HostedNodeLog
{
    [LoggerMessage(2650, LogLevel.Information, "Node {Node} runs, with the top supervisor {Pid}")]
    public static partial void Started(ILogger logger, ErlAtom node, ErlPid pid);

    [LoggerMessage(2651, LogLevel.Critical, "The top supervisor of node {Node} ended: {Reason}. The host stops")]
    public static partial void TopEnded(ILogger logger, ErlAtom node, string reason);

    [LoggerMessage(2652, LogLevel.Warning, "The children of node {Node} have not ended in the time that the host gives; they are killed")]
    public static partial void Killed(ILogger logger, ErlAtom node);
}
