using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Cluster.Kernel;

/// <summary>The log events of the system processes: 2301 to 2399.</summary>
internal static partial class SystemLog
{
    [LoggerMessage(2301, LogLevel.Warning, "System process {Name} ended with {Reason} and is started again in {Pause}")]
    public static partial void ProcessEnded(ILogger logger, ErlAtom name, string reason, TimeSpan pause);

    [LoggerMessage(2302, LogLevel.Critical,
        "System process {Name} ended with {Reason}, more than {MaxRestarts} times in {Period}; the system processes stop and the node leaves its cluster")]
    public static partial void GaveUp(ILogger logger, ErlAtom name, string reason, int maxRestarts, TimeSpan period);

    [LoggerMessage(EventId = 2303, Message = "{Source} logs: {Text}")]
    public static partial void RemoteEvent(ILogger logger, LogLevel level, string source, string text);
}
