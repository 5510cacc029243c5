using Microsoft.Extensions.Logging;

namespace Chan.Client.Reconnecting;

/// <summary>Log events of connections that come back.</summary>
internal static partial class ReconnectLog
{
    [LoggerMessage(3010, LogLevel.Information, "No connection to {Endpoint}; attempt {Attempt} follows in {Seconds:F1} s: {Reason}")]
    internal static partial void Waits(ILogger logger, ChanEndpoint endpoint, int attempt, double seconds, string reason);

    [LoggerMessage(3011, LogLevel.Error, "No further attempt is made to connect to {Endpoint}: {Reason}")]
    internal static partial void GaveUp(ILogger logger, ChanEndpoint endpoint, string reason);

    [LoggerMessage(3012, LogLevel.Error, "The application's handler of a state of {Endpoint} failed.")]
    internal static partial void HandlerFailed(ILogger logger, ChanEndpoint endpoint, Exception exception);

    [LoggerMessage(3013, LogLevel.Warning, "A message for {Endpoint} that was kept while there was no connection is dropped: {Reason}")]
    internal static partial void CastDropped(ILogger logger, ChanEndpoint endpoint, string reason);
}
