using Chan.Server.Configuration;
using Chan.Server.Diagnostics;

namespace Chan.Server.Listening.Admission;

/// <summary>Writes what admission decides to the audit log, with the configuration key of the limit.</summary>
internal sealed class AuditedAdmission(AuditLog audit, GatewayLimits limits) : IAdmissionEvents
{
    /// <inheritdoc/>
    public void PenaltyApplied(SourceKey source, TimeSpan score, TimeSpan duration) => audit.PenaltyApplied(source.ToAddress(), score, duration);

    /// <inheritdoc/>
    public void PenaltyLifted(SourceKey source) => audit.PenaltyLifted(source.ToAddress());

    /// <inheritdoc/>
    public void LimitHit(AdmissionLimit limit, SourceKey source)
    {
        (string key, long value) = limit switch
        {
            AdmissionLimit.Penalty => (nameof(GatewayLimits.PenaltyThreshold), (long)limits.PenaltyThreshold.TotalSeconds),
            AdmissionLimit.SourceConnections => (nameof(GatewayLimits.UnauthenticatedPerSource), limits.UnauthenticatedPerSource),
            AdmissionLimit.TotalConnections => (nameof(GatewayLimits.UnauthenticatedConnections), limits.UnauthenticatedConnections),
            AdmissionLimit.EarlyDrop => (nameof(GatewayLimits.EarlyDropFrom), limits.EarlyDropFrom),
            AdmissionLimit.ServiceBudget => (nameof(GatewayLimits.FailuresPerService), limits.FailuresPerService),
            AdmissionLimit.Computations => (nameof(GatewayLimits.KeyExchangeQueue), limits.KeyExchangeQueue),
            _ => throw new ArgumentOutOfRangeException(nameof(limit), limit, "Not a limit before authentication."),
        };
        audit.LimitHit(key, value, source.ToAddress());
    }
}
