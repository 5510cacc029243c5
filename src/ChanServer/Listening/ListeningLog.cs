using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Listening;

/// <summary>Log events of listeners and connections, 2000 to 2099. Expected endings are at Debug.</summary>
internal static partial class ListeningLog
{
    [LoggerMessage(2000, LogLevel.Debug, "Port {Port} listens on {EndPoint}")]
    public static partial void Listens(ILogger logger, string port, string endPoint);

    [LoggerMessage(2001, LogLevel.Information, "Port {Port} no longer listens")]
    public static partial void Stopped(ILogger logger, string port);

    [LoggerMessage(2002, LogLevel.Critical, "Port {Port} accepts no more connections, because accepting failed; the gateway's other ports go on")]
    public static partial void AcceptLoopDied(ILogger logger, string port, Exception exception);

    [LoggerMessage(2003, LogLevel.Error, "Port {Port} cannot accept connections for now: {Error}; trying again until it works")]
    public static partial void AcceptHeldUp(ILogger logger, string port, SocketError error);

    [LoggerMessage(2004, LogLevel.Information, "Port {Port} accepts connections again")]
    public static partial void AcceptGoesOn(ILogger logger, string port);

    [LoggerMessage(2005, LogLevel.Debug, "TLS with {Source} on port {Port} was not established: {Reason}")]
    public static partial void TlsFailed(ILogger logger, string source, string port, string reason);

    [LoggerMessage(2006, LogLevel.Error, "A connection on port {Port} ended by a defect of the gateway")]
    public static partial void ConnectionCrashed(ILogger logger, string port, Exception exception);

    [LoggerMessage(2007, LogLevel.Warning, "The known sources could not be saved; after a restart their clients count as strangers")]
    public static partial void KnownSourcesNotSaved(ILogger logger, Exception exception);

    [LoggerMessage(2009, LogLevel.Warning, "The known sources could not be read; their clients count as strangers until they succeed again")]
    public static partial void KnownSourcesNotLoaded(ILogger logger, Exception exception);

    [LoggerMessage(2008, LogLevel.Warning, "{Count} connections did not end within {Seconds} s after they were told to; they are abandoned")]
    public static partial void ConnectionsAbandoned(ILogger logger, int count, double seconds);
}
