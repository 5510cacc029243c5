namespace Chan.Distribution.Net.Nodes;

/// <summary>Whether other nodes may dial a node.</summary>
public enum IncomingConnections
{
    /// <summary>They may.</summary>
    Accepted,

    /// <summary>The node only dials itself (<c>erl -dist_listen false</c>): it listens nowhere and is hidden.</summary>
    None,
}
