using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Net.Epmd;

/// <summary>The log events of epmd, asked and served: 2180 to 2199.</summary>
internal static partial class EpmdLog
{
    [LoggerMessage(2180, LogLevel.Information, "Node {Name} is registered at epmd on port {EpmdPort}")]
    public static partial void Registered(ILogger logger, string name, int epmdPort);

    [LoggerMessage(2181, LogLevel.Warning, "Epmd on port {EpmdPort} went away; node {Name} cannot be found by others until it is registered again")]
    public static partial void RegistrationLost(ILogger logger, string name, int epmdPort);

    [LoggerMessage(2182, LogLevel.Warning, "Node {Name} is not registered at epmd yet: {Reason}")]
    public static partial void RegistrationFailed(ILogger logger, string name, string reason);

    [LoggerMessage(2190, LogLevel.Information, "This program serves as epmd on port {EpmdPort}")]
    public static partial void Serving(ILogger logger, int epmdPort);

    [LoggerMessage(2191, LogLevel.Information, "This program does not serve as epmd on port {EpmdPort} any more")]
    public static partial void Stopped(ILogger logger, int epmdPort);

    [LoggerMessage(2192, LogLevel.Debug, "Epmd has registered {Name} at port {Port}")]
    public static partial void NameRegistered(ILogger logger, string name, int port);

    [LoggerMessage(2193, LogLevel.Debug, "Epmd has dropped {Name}")]
    public static partial void NameDropped(ILogger logger, string name);

    [LoggerMessage(2194, LogLevel.Information, "Epmd refuses {Name} from {Source}: the name is taken or invalid, or the table is full")]
    public static partial void NameRefused(ILogger logger, string name, string source);

    [LoggerMessage(2195, LogLevel.Warning, "Epmd closes its oldest open request: there are {Count}, the most it keeps")]
    public static partial void Crowded(ILogger logger, int count);

    [LoggerMessage(2196, LogLevel.Error, "Epmd cannot accept connections just now: {Error}")]
    public static partial void AcceptFailed(ILogger logger, string error);

    [LoggerMessage(2197, LogLevel.Information, "Epmd was told to end, and does: no node is registered")]
    public static partial void Killed(ILogger logger);

    [LoggerMessage(2198, LogLevel.Debug, "Epmd does not listen on {Address}: {Error}")]
    public static partial void AddressLeftOut(ILogger logger, string address, string error);
}
