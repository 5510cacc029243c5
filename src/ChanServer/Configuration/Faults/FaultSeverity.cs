namespace Chan.Server.Configuration.Faults;

/// <summary>Whether a fault keeps the gateway from starting.</summary>
public enum FaultSeverity
{
    /// <summary>The gateway starts, but the owner should know.</summary>
    Warning,

    /// <summary>The configuration is not used.</summary>
    Error,
}
