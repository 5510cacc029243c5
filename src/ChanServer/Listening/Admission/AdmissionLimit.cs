namespace Chan.Server.Listening.Admission;

/// <summary>The limits before authentication, as audit event 1103 names them.</summary>
internal enum AdmissionLimit
{
    /// <summary>The source is refused for its score.</summary>
    Penalty,

    /// <summary>The source holds as many unauthenticated connections as one source may.</summary>
    SourceConnections,

    /// <summary>The gateway holds as many unauthenticated connections as it may.</summary>
    TotalConnections,

    /// <summary>Dropped at random, because many connections are unauthenticated.</summary>
    EarlyDrop,

    /// <summary>Too many failed attempts on the service name lately.</summary>
    ServiceBudget,

    /// <summary>Too many handshakes wait for a core.</summary>
    Computations,
}
