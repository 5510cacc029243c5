namespace Chan.Server.Configuration;

/// <summary>The part that makes guessing passwords slow (security design, section 5.2).</summary>
public sealed partial record GatewayLimits
{
    /// <summary>Penalty of a source for a failed authentication. Default: 5 s.</summary>
    public TimeSpan FailedAuthenticationPenalty { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Penalty of a source for a connection that ended without authentication. Default: 1 s.</summary>
    public TimeSpan NoAuthenticationPenalty { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Penalty of a source whose connection made the gateway's code fail. Default: 90 s.</summary>
    public TimeSpan CrashPenalty { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Sum of penalties of the last minute at which the source is refused. Default: 15 s.</summary>
    public TimeSpan PenaltyThreshold { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest time that a source is refused for. Default: 600 s.</summary>
    public TimeSpan MaxPenalty { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Failed or unfinished attempts of one service in a minute before strangers are slowed. Default: 30.</summary>
    public int FailuresPerService { get; init; } = 30;

    /// <summary>Interval of attempts that strangers keep once a service is over its budget. Default: 2 s.</summary>
    public TimeSpan SlowedAttemptInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a source counts as known after a success. Default: 24 h.</summary>
    public TimeSpan KnownSourceLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Entries of each table of sources (IPv4, IPv6) and of the table of service budgets. Default: 65,536.</summary>
    public int TableSize { get; init; } = 65_536;
}
