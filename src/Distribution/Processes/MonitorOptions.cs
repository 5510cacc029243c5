using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <summary>The options of <c>monitor/3</c>.</summary>
public sealed record MonitorOptions
{
    /// <summary>Makes the monitor's reference an alias of the watching process as well. Default: no alias.</summary>
    public AliasMode? Alias { get; init; }

    /// <summary>The first element of the message, in place of <c>'DOWN'</c>.</summary>
    public ErlTerm? Tag { get; init; }
}
