using Chan.Terms;

namespace Chan.Distribution.Processes.Signals;

/// <summary>One reference that a process owns: a monitor, an alias, a spawn request, or several of these at once.</summary>
/// <remarks>
/// The owner's fields are guarded by the lock of the owner's relations, the target's by the lock of the target's.
/// While <see cref="IsMonitor"/> is true the DOWN message has not been sent.
/// </remarks>
internal sealed class Watch(ErlReference reference)
{
    public ErlReference Reference { get; } = reference;

    /// <summary>The watching process; null when a process of another node watches.</summary>
    public ProcessContext? Owner { get; init; }

    /// <summary>The pid of the watching process on another node.</summary>
    public ErlPid? RemoteOwner { get; init; }

    /// <summary>What the DOWN message names: a pid, or {Name, Node}.</summary>
    public ErlTerm? TargetTerm { get; set; }

    /// <summary>The watched process of this node; null for another node's.</summary>
    public ProcessContext? Target { get; set; }

    /// <summary>The first element of the DOWN message.</summary>
    public ErlTerm Tag { get; init; } = Atoms.Down;

    /// <summary>What the reference does as an alias; null when it is none (any more).</summary>
    public AliasMode? Alias { get; set; }

    public bool IsMonitor { get; set; }

    /// <summary>The request for a process, as long as it has no answer; until then the reference is nothing else.</summary>
    public PendingSpawn? Pending { get; set; }

    /// <summary>Whether the reference of an alias or a monitor still means something.</summary>
    public bool IsNeeded => IsMonitor || Alias is not null;

    /// <summary>The other node that the owner is tied to by this: where the process is that it watches or has asked for.</summary>
    public ErlAtom? OtherNode
        => Pending?.Node
            ?? (!IsMonitor || Target is not null ? null
                : TargetTerm is ErlPid pid ? pid.Node
                : TargetTerm is ErlTuple and [_, ErlAtom node] ? node
                : null);

    /// <summary>In the owner's list.</summary>
    public Watch? OwnedBefore { get; set; }

    public Watch? OwnedAfter { get; set; }

    /// <summary>In the target's list.</summary>
    public Watch? WatchingBefore { get; set; }

    public Watch? WatchingAfter { get; set; }

    public bool IsListedAtTarget { get; set; }
}
