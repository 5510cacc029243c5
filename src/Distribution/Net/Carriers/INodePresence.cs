namespace Chan.Distribution.Net.Carriers;

/// <summary>A node's place in its network: others find it until this is disposed of.</summary>
internal interface INodePresence : IAsyncDisposable
{
    /// <summary>Which start of the node this is; constant for its life, never 0.</summary>
    uint Creation { get; }

    /// <summary>Where connections come in; empty for a node that only dials.</summary>
    IReadOnlyList<INodeListener> Listeners { get; }
}
