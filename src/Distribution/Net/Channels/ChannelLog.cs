using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Net.Channels;

/// <summary>The log events of connections: 2150 to 2159.</summary>
internal static partial class ChannelLog
{
    [LoggerMessage(2150, LogLevel.Error, "The connection to {Peer} is dropped: {What}")]
    public static partial void Violation(ILogger logger, ErlAtom peer, string what);

    [LoggerMessage(2151, LogLevel.Error, "The connection to {Peer} is dropped, because its reader failed")]
    public static partial void ReaderFailed(ILogger logger, ErlAtom peer, Exception error);

    [LoggerMessage(2152, LogLevel.Warning, "The connection to {Peer} is dropped: {What}")]
    public static partial void Lost(ILogger logger, ErlAtom peer, string what);

    [LoggerMessage(2153, LogLevel.Debug, "Closing the connection to {Peer}: {What}")]
    public static partial void CloseFailed(ILogger logger, ErlAtom peer, string what);
}
