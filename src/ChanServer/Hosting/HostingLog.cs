using Microsoft.Extensions.Logging;

namespace Chan.Server.Hosting;

/// <summary>Log events of the host, beside the audit events. Ids from 3000.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(3000, LogLevel.Error, "The changed configuration {Path} is not taken over; the gateway goes on with the one before.\n{Faults}")]
    public static partial void ReloadRefused(ILogger logger, string path, string faults);

    [LoggerMessage(3001, LogLevel.Error, "Looking for a changed configuration failed; it is tried again")]
    public static partial void ReloadFailed(ILogger logger, Exception exception);

    [LoggerMessage(3003, LogLevel.Warning, "Configuration {Place}: {Warning}")]
    public static partial void ConfigurationWarning(ILogger logger, string place, string warning);

    [LoggerMessage(3004, LogLevel.Information, "The changed configuration counts for new sessions; ports now: {Ports}")]
    public static partial void TakenOver(ILogger logger, string ports);

    [LoggerMessage(3002, LogLevel.Warning, "The classic port {Port} is open: it encrypts nothing, and what it sends is enough to guess passwords")]
    public static partial void ClassicStillOpen(ILogger logger, string port);
}
