using Microsoft.Extensions.Logging;

namespace Chan.Client.Sessions;

/// <summary>Log events of connections. Endings that the network brings are expected: the application hears of them through the API.</summary>
internal static partial class SessionLog
{
    [LoggerMessage(3000, LogLevel.Debug, "Connected to {Endpoint}.")]
    internal static partial void Connected(ILogger logger, ChanEndpoint endpoint);

    [LoggerMessage(3001, LogLevel.Debug, "Connection to {Endpoint} ended ({Kind}): {Text}")]
    internal static partial void Ended(ILogger logger, ChanEndpoint endpoint, ChanCloseKind kind, string text);

    [LoggerMessage(3003, LogLevel.Warning, "{Endpoint} refused a message that has no answer: {Class}.")]
    internal static partial void Refused(ILogger logger, ChanEndpoint endpoint, string @class);

    [LoggerMessage(1105, LogLevel.Warning,
        "{Endpoint} could not prove that it knows the password: the password is wrong, or somebody in between shows a certificate of their own.")]
    internal static partial void WrongServer(ILogger logger, ChanEndpoint endpoint);

    [LoggerMessage(3002, LogLevel.Warning, "Connecting to {Endpoint} with the classic protocol: everything is readable on the way.")]
    internal static partial void Classic(ILogger logger, ChanEndpoint endpoint);
}
