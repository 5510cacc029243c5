using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Hosting;

/// <summary>The log events of a node inside a host: 2650 to 2654.</summary>
internal static partial class HostedNodeLog
{
    [LoggerMessage(2650, LogLevel.Information, "Node {Node} runs, with the top supervisor {Pid}")]
    public static partial void Started(ILogger logger, ErlAtom node, ErlPid pid);

    [LoggerMessage(2651, LogLevel.Critical, "The top supervisor of node {Node} ended: {Reason}. The host stops")]
    public static partial void TopEnded(ILogger logger, ErlAtom node, string reason);

    [LoggerMessage(2652, LogLevel.Warning, "The children of node {Node} have not ended in the time that the host gives; they are killed")]
    public static partial void Killed(ILogger logger, ErlAtom node);

    [LoggerMessage(
        2653, LogLevel.Warning,
        "Code of killed processes of node {Node} still runs after {Seconds} s, and is left alone: it waits for something else than messages, without its token")]
    public static partial void Left(ILogger logger, ErlAtom node, double seconds);

    [LoggerMessage(2654, LogLevel.Information, "The work of node {Node} is done: its top supervisor ended with {Reason}. The host stops")]
    public static partial void Done(ILogger logger, ErlAtom node, string reason);
}
