namespace Chan.Terms;

/// <summary>A port identifier. Ports live on Erlang nodes; here they are only carried.</summary>
/// <param name="node">The node that owns the port.</param>
/// <param name="id">The number of the printed form.</param>
/// <param name="creation">Which incarnation of the node.</param>
public sealed class ErlPort(ErlAtom node, ulong id, uint creation) : ErlTerm
{
    /// <summary>The node that owns the port.</summary>
    public ErlAtom Node { get; } = node;

    /// <summary>The number of the printed form.</summary>
    public ulong Id { get; } = id;

    /// <summary>Which incarnation of the node.</summary>
    public uint Creation { get; } = creation;

    internal override TermKind Kind => TermKind.Port;

    /// <inheritdoc/>
    public override bool Equals(ErlTerm? other)
        => ReferenceEquals(this, other) || (other is ErlPort port && Id == port.Id && Creation == port.Creation && ReferenceEquals(Node, port.Node));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Creation, Node.GetHashCode());
}
