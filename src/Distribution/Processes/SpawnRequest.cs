using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <summary>The wish for a process on another node.</summary>
internal sealed record SpawnRequest
{
    /// <summary>Names the request; also the reference of the monitor when one is asked for.</summary>
    public required ErlReference Reference { get; init; }

    /// <summary>The process that asks.</summary>
    public required ErlPid From { get; init; }

    /// <summary>The group leader of the new process.</summary>
    public required ErlPid GroupLeader { get; init; }

    /// <summary>Where the process shall be.</summary>
    public required ErlAtom Node { get; init; }

    /// <summary>The module.</summary>
    public required ErlAtom Module { get; init; }

    /// <summary>The function; its arity is the number of arguments.</summary>
    public required ErlAtom Function { get; init; }

    /// <summary>The arguments.</summary>
    public required IReadOnlyList<ErlTerm> Arguments { get; init; }

    /// <summary>What travels: <c>link</c>, <c>monitor</c>, <c>{priority, Level}</c> and the like.</summary>
    public required IReadOnlyList<ErlTerm> Options { get; init; }

    /// <summary>The terms as one list; what is a list already is not copied.</summary>
    public static ErlList AsList(IReadOnlyList<ErlTerm> terms) => terms as ErlList is { IsProper: true } list ? list : ErlTerm.List([.. terms]);
}
