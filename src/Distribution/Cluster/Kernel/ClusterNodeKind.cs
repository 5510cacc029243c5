namespace Chan.Distribution.Cluster.Kernel;

/// <summary>Which nodes are meant, in the words of <c>nodes/1</c>.</summary>
internal enum ClusterNodeKind
{
    Visible,
    Hidden,
    Connected,
}
