using Microsoft.Extensions.Logging;

namespace Chan.Server.Diagnostics;

/// <summary>The messages themselves. Every argument that a peer or a file chose has been escaped by the caller above.</summary>
public sealed partial class AuditLog
{
    [LoggerMessage(AuditEventIds.Started, LogLevel.Information,
        "Gateway {Version} started; certificate {Fingerprint}; ports: {Ports}; insecure settings: {InsecureSettings}")]
    private partial void LogStarted(string version, string fingerprint, string ports, string insecureSettings);

    [LoggerMessage(AuditEventIds.ConfigurationLoaded, LogLevel.Information,
        "Configuration {Path} loaded; sha256 {Sha256}; ports: {Ports}, services: {Services}")]
    private partial void LogConfigurationLoaded(string path, string sha256, int ports, int services);

    [LoggerMessage(AuditEventIds.InsecureSetting, LogLevel.Warning, "Insecure setting {Setting}: {Consequence}")]
    private partial void LogInsecureSetting(string setting, string consequence);

    [LoggerMessage(AuditEventIds.Stopped, LogLevel.Information, "Gateway stopped")]
    private partial void LogStopped();

    [LoggerMessage(AuditEventIds.AuthenticationSucceeded, LogLevel.Information,
        "Authentication ok: service {Service}, client {Client}, source {Source}, session {SessionId}, mechanism {Mechanism}, binding {Binding}")]
    private partial void LogAuthenticationSucceeded(
        string service, string client, string source, string sessionId, string mechanism, string binding);

    [LoggerMessage(AuditEventIds.AuthenticationFailed, LogLevel.Warning,
        "Authentication failed at {Stage}: service {Service}, client {Client}, source {Source}")]
    private partial void LogAuthenticationFailed(AuthenticationStage stage, string service, string client, string source);

    [LoggerMessage(AuditEventIds.AuthenticationFailed, LogLevel.Warning,
        "Authentication failed {Count} times more in a minute: source {Source}, stage {Stage}",
        EventName = "AuthenticationFailedSummary")]
    private partial void LogAuthenticationFailedSummary(int count, string source, string stage);

    [LoggerMessage(AuditEventIds.Penalty, LogLevel.Warning,
        "Penalty applied: source {Source} is refused for {Seconds} s, score {Score} s", EventName = "PenaltyApplied")]
    private partial void LogPenaltyApplied(string source, double score, double seconds);

    [LoggerMessage(AuditEventIds.Penalty, LogLevel.Information,
        "Penalty lifted: source {Source} is admitted again", EventName = "PenaltyLifted")]
    private partial void LogPenaltyLifted(string source);

    [LoggerMessage(AuditEventIds.LimitHit, LogLevel.Warning, "Limit {Limit} reached at {Value}: source {Source}")]
    private partial void LogLimitHit(string limit, long value, string source);

    [LoggerMessage(AuditEventIds.LimitHit, LogLevel.Warning,
        "Limit reached {Count} times more in a minute: source {Source}, limit {Limit}", EventName = "LimitHitSummary")]
    private partial void LogLimitHitSummary(int count, string source, string limit);

    [LoggerMessage(AuditEventIds.ProtocolViolation, LogLevel.Warning, "Protocol violation in {State}: {Offence}; source {Source}")]
    private partial void LogProtocolViolation(string state, string offence, string source);

    [LoggerMessage(AuditEventIds.SessionEnded, LogLevel.Information,
        "Session {SessionId} of {Service} ended: {Reason}; received {BytesReceived} bytes, sent {BytesSent} bytes, {Seconds} s")]
    private partial void LogSessionEnded(
        string service, string sessionId, string reason, long bytesReceived, long bytesSent, double seconds);

    [LoggerMessage(AuditEventIds.SlowPeerClosed, LogLevel.Warning,
        "Session {SessionId} of {Service} closed: the client does not read, {QueuedBytes} bytes are queued")]
    private partial void LogSlowPeerClosed(string service, string sessionId, long queuedBytes);

    [LoggerMessage(AuditEventIds.TermRefused, LogLevel.Warning,
        "Term refused for {Service}: rule {Rule}, {Size} bytes, source {Source}")]
    private partial void LogTermRefused(string service, string rule, long size, string source);

    [LoggerMessage(AuditEventIds.SecretFileRefused, LogLevel.Critical, "Secret file {Path} refused: {Reason}")]
    private partial void LogSecretFileRefused(string path, string reason);

    [LoggerMessage(AuditEventIds.VerifierChanged, LogLevel.Information, "Verifier of {IdProver} changed")]
    private partial void LogVerifierChanged(string idProver);

    [LoggerMessage(AuditEventIds.HandlerCrashed, LogLevel.Error, "Service {Service} crashed in session {SessionId}")]
    private partial void LogHandlerCrashed(Exception exception, string service, string sessionId);
}
