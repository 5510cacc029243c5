using System.Net;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Diagnostics;

/// <summary>
/// Writes the audit events: one line each, ids of <see cref="AuditEventIds"/>, names escaped and cut, never a secret.
/// </summary>
/// <remarks>
/// Thread-safe. Events 1101 and 1103 can be caused at will by a peer: the first of a source in a minute is logged whole, the
/// rest as one summary. Give sources as their limiter sees them (IPv4 whole, IPv6 cut to /64).
/// </remarks>
public sealed partial class AuditLog : IDisposable
{
    private readonly ILogger _logger;
    private readonly SourceSummaries _failures;
    private readonly SourceSummaries _limits;
    private readonly ITimer _timer;

    /// <summary>Makes the log; summaries go out once a minute by the clock given.</summary>
    public AuditLog(ILogger<AuditLog> logger, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _logger = logger;
        _failures = new(time, (source, kind, count) => LogAuthenticationFailedSummary(count, Show(source), kind));
        _limits = new(time, (source, kind, count) => LogLimitHitSummary(count, Show(source), kind));
        _timer = time.CreateTimer(_ => FlushIfDue(), null, SourceSummaries.Window, SourceSummaries.Window);
    }

    /// <summary>1100. <paramref name="mechanism"/> is <c>spake2plus</c> or <c>classic</c>; <paramref name="binding"/> what tied it to TLS.</summary>
    public void AuthenticationSucceeded(
        string service, string clientName, IPAddress source, ReadOnlySpan<byte> sessionId, string mechanism, string binding)
    {
        if (_logger.IsEnabled(LogLevel.Information))
        {
            LogAuthenticationSucceeded(
                LogText.Escape(service), LogText.Escape(clientName), Show(source), ShowId(sessionId), mechanism, binding);
        }
    }

    /// <summary>1101. The names are what the client sent; null where it did not come so far.</summary>
    public void AuthenticationFailed(AuthenticationStage stage, string? service, string? clientName, IPAddress source)
    {
        if (_failures.Admit(source, stage.ToString()))
        {
            LogAuthenticationFailed(stage, LogText.Escape(service), LogText.Escape(clientName), Show(source));
        }
    }

    /// <summary>1102: the source is refused for <paramref name="duration"/>.</summary>
    public void PenaltyApplied(IPAddress source, TimeSpan score, TimeSpan duration)
        => LogPenaltyApplied(Show(source), score.TotalSeconds, duration.TotalSeconds);

    /// <summary>1102: the source is admitted again.</summary>
    public void PenaltyLifted(IPAddress source) => LogPenaltyLifted(Show(source));

    /// <summary>1103. <paramref name="limit"/> is the configuration key of the limit.</summary>
    public void LimitHit(string limit, long value, IPAddress source)
    {
        if (_limits.Admit(source, limit))
        {
            LogLimitHit(limit, value, Show(source));
        }
    }

    /// <summary>1104. <paramref name="state"/> and <paramref name="offence"/> are ours, never bytes of the peer.</summary>
    public void ProtocolViolation(string state, string offence, IPAddress source)
        => LogProtocolViolation(state, LogText.Escape(offence), Show(source));

    /// <summary>1200.</summary>
    public void SessionEnded(
        string service, ReadOnlySpan<byte> sessionId, string reason, long bytesReceived, long bytesSent, TimeSpan duration)
    {
        if (_logger.IsEnabled(LogLevel.Information))
        {
            LogSessionEnded(
                LogText.Escape(service), ShowId(sessionId), LogText.Escape(reason), bytesReceived, bytesSent, duration.TotalSeconds);
        }
    }

    /// <summary>1201.</summary>
    public void SlowPeerClosed(string service, ReadOnlySpan<byte> sessionId, long queuedBytes)
        => LogSlowPeerClosed(LogText.Escape(service), ShowId(sessionId), queuedBytes);

    /// <summary>1300. <paramref name="rule"/> names the decoder's rule.</summary>
    public void TermRefused(string service, string rule, long size, IPAddress source)
        => LogTermRefused(LogText.Escape(service), LogText.Escape(rule), size, Show(source));

    /// <summary>1500. The exception goes to the log, never to the client.</summary>
    public void HandlerCrashed(string service, ReadOnlySpan<byte> sessionId, Exception exception)
        => LogHandlerCrashed(exception, LogText.Escape(service), ShowId(sessionId));

    /// <summary>Writes the summaries that are still open and stops the timer.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _failures.Flush();
        _limits.Flush();
    }

    private static string Show(IPAddress source) => source.Equals(IPAddress.None) ? "many" : source.ToString();

    private static string ShowId(ReadOnlySpan<byte> sessionId) => Convert.ToHexStringLower(sessionId);

    private void FlushIfDue()
    {
        _failures.FlushIfDue();
        _limits.FlushIfDue();
    }
}
