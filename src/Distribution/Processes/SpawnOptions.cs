using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <summary>What is set up for a new process before its first instruction runs.</summary>
public sealed record SpawnOptions
{
    /// <summary>A process that the new one is linked to from the start. If it is gone, the new process ends with <c>noproc</c>.</summary>
    public ErlPid? LinkTo { get; init; }

    /// <summary>The name to register the new process under. Spawning throws when the name is taken. Who finds the process by it finds it linked.</summary>
    public ErlAtom? Name { get; init; }

    /// <summary>A text for people: shown in process information and in the log of a crash.</summary>
    public string? Label { get; init; }

    /// <summary>The group leader. Default: that of the process which spawns.</summary>
    public ErlPid? GroupLeader { get; init; }
}
