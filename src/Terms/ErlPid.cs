namespace Chan.Terms;

/// <summary>A process identifier.</summary>
/// <param name="node">The node on which the process lives.</param>
/// <param name="id">The first number of the printed form.</param>
/// <param name="serial">The second number of the printed form.</param>
/// <param name="creation">Which incarnation of the node; 0 for a node without a name.</param>
public sealed class ErlPid(ErlAtom node, uint id, uint serial, uint creation) : ErlTerm
{
    /// <summary>The node on which the process lives.</summary>
    public ErlAtom Node { get; } = node;

    /// <summary>The first number of the printed form.</summary>
    public uint Id { get; } = id;

    /// <summary>The second number of the printed form.</summary>
    public uint Serial { get; } = serial;

    /// <summary>Which incarnation of the node.</summary>
    public uint Creation { get; } = creation;

    internal override TermKind Kind => TermKind.Pid;

    /// <inheritdoc/>
    public override bool Equals(ErlTerm? other)
        => ReferenceEquals(this, other) || (other is ErlPid pid && Id == pid.Id && Serial == pid.Serial
            && Creation == pid.Creation && ReferenceEquals(Node, pid.Node));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Serial, Creation, Node.GetHashCode());
}
