using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Starting processes on this node.</content>
public sealed partial class ProcessContext
{
    /// <summary>Starts a process; see <see cref="Node.Spawn(Func{ProcessContext, Task}, SpawnOptions?)"/>.</summary>
    public ErlPid Spawn(Func<ProcessContext, Task> body, SpawnOptions? options = null)
    {
        ThrowIfDead();
        ArgumentNullException.ThrowIfNull(body);
        return Node.Spawn(body, options, this, watch: null).Self;
    }

    /// <summary>Starts a process that runs an exported function.</summary>
    public ErlPid Spawn(ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, SpawnOptions? options = null)
        => Spawn(Node.Modules.BodyOf(module, function, arguments), options);

    /// <summary>Starts a process that is linked to this one from the start.</summary>
    public ErlPid SpawnLink(Func<ProcessContext, Task> body, SpawnOptions? options = null)
        => Spawn(body, (options ?? new SpawnOptions()) with { LinkTo = Self });

    /// <summary>Starts a process that runs an exported function and is linked to this one from the start.</summary>
    public ErlPid SpawnLink(ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, SpawnOptions? options = null)
        => SpawnLink(Node.Modules.BodyOf(module, function, arguments), options);

    /// <summary>Starts a process that this one monitors from the start.</summary>
    public (ErlPid Pid, ErlReference Monitor) SpawnMonitor(Func<ProcessContext, Task> body, SpawnOptions? options = null)
    {
        ThrowIfDead();
        ArgumentNullException.ThrowIfNull(body);
        return SpawnWatched(body, options);
    }

    /// <summary>Starts a process that runs an exported function and that this one monitors from the start.</summary>
    public (ErlPid Pid, ErlReference Monitor) SpawnMonitor(
        ErlAtom module, ErlAtom function, IReadOnlyList<ErlTerm> arguments, SpawnOptions? options = null)
        => SpawnMonitor(Node.Modules.BodyOf(module, function, arguments), options);
}
