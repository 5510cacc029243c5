namespace Chan.Distribution.Net.Epmd;

/// <summary>A node as epmd knows it. Immutable. Protocol 1.</summary>
/// <remarks>Epmd is not authenticated: what it says is a hint where to dial, never who is there.</remarks>
public sealed record EpmdNode
{
    /// <summary>What stands before the <c>@</c> of the node's name.</summary>
    public required string Name { get; init; }

    /// <summary>The TCP port at which the node takes connections of other nodes.</summary>
    public required int Port { get; init; }

    /// <summary>Whether the node says that it is hidden. Erlang nodes never do here, hidden or not.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The newest version of the handshake that the node knows: 6 from OTP 23 on.</summary>
    public int HighestVersion { get; init; } = 6;

    /// <summary>The oldest version of the handshake that the node knows.</summary>
    public int LowestVersion { get; init; } = 5;

    /// <summary>Bytes that the node added; none, as a rule.</summary>
    public ReadOnlyMemory<byte> Extra { get; init; }
}
