using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <summary>A name and a creation that the node has, or had earlier: what its pids and references carry.</summary>
/// <remarks>
/// References are numbered through all identities, so a number tells under which one it was made. Pids are told apart by the
/// serials of their slots at the time of the change.
/// </remarks>
internal sealed class NodeIdentity(ErlAtom name, uint creation, ulong firstReference, uint[] firstSerials, NodeIdentity? earlier)
{
    /// <summary>Far more than threads can make while the identity changes under them.</summary>
    private const ulong ReferenceGap = 1UL << 32;

    private ulong _references = firstReference;

    public ErlAtom Name { get; } = name;

    public uint Creation { get; } = creation;

    /// <summary>The identity before this one.</summary>
    public NodeIdentity? Earlier { get; } = earlier;

    public bool Is(ErlAtom node, uint creation) => ReferenceEquals(node, Name) && creation == Creation;

    /// <summary>The number of a new reference.</summary>
    public ulong NextReference() => Interlocked.Increment(ref _references);

    /// <summary>What follows this identity.</summary>
    /// <param name="next">The new name.</param>
    /// <param name="nextCreation">The new creation.</param>
    /// <param name="serials">For each slot of the process table the first serial that no process has had yet.</param>
    public NodeIdentity Become(ErlAtom next, uint nextCreation, uint[] serials)
        => new(next, nextCreation, Volatile.Read(ref _references) + ReferenceGap, serials, this);

    /// <summary>The identity under which the reference of a number was made.</summary>
    public NodeIdentity OfReference(ulong number)
    {
        NodeIdentity identity = this;
        while (identity.Earlier is { } before && number <= identity.FirstReference)
        {
            identity = before;
        }

        return identity;
    }

    /// <summary>The identity under which a pid was made whose process is gone.</summary>
    public NodeIdentity OfPid(uint id, uint serial)
    {
        NodeIdentity identity = this;
        while (identity.Earlier is { } before && id < identity.FirstSerials.Length && serial < identity.FirstSerials[id])
        {
            identity = before;
        }

        return identity;
    }

    private ulong FirstReference { get; } = firstReference;

    private uint[] FirstSerials { get; } = firstSerials;
}
