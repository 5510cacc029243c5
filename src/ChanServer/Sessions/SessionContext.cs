using Chan.Distribution.Processes;
using Chan.Server.Configuration;
using Chan.Server.Diagnostics;
using Chan.Server.Services;
using Microsoft.Extensions.Logging;

namespace Chan.Server.Sessions;

/// <summary>What a session is given when it is made: which service, for whom, under which limits.</summary>
internal sealed record SessionContext
{
    /// <summary>The service that was authenticated for; it stays this one even when the configuration changes meanwhile.</summary>
    public required ServiceDefinition Service { get; init; }

    /// <summary>The client's name, empty for the service's own password.</summary>
    public required string ClientName { get; init; }

    /// <summary>Tells sessions apart in the audit log; 16 bytes.</summary>
    public required ReadOnlyMemory<byte> SessionId { get; init; }

    /// <summary>Where the middle man and local services run.</summary>
    public required Node Node { get; init; }

    /// <summary>Limits of the gateway.</summary>
    public required GatewayLimits Limits { get; init; }

    /// <summary>Where the end of the session and refused terms are noted.</summary>
    public required AuditLog Audit { get; init; }

    /// <summary>For what is not an audit event.</summary>
    public required ILogger Logger { get; init; }
}
