namespace Chan.Distribution.Net.Nodes;

/// <summary>What a subscription to node events wants to hear, and in which form: the options of <c>net_kernel:monitor_nodes/2</c>.</summary>
public sealed record NodeMonitorOptions
{
    /// <summary>The form of the messages. Default: <c>{nodeup, Node}</c> and <c>{nodedown, Node}</c>.</summary>
    public NodeMonitorForm Form { get; init; } = NodeMonitorForm.Plain;

    /// <summary>Which connections. Default: visible ones.</summary>
    public NodeKinds NodeType { get; init; } = NodeKinds.Visible;

    /// <summary>Whether the information holds <c>node_type</c>.</summary>
    public bool ReportNodeType { get; init; }

    /// <summary>Whether the information of a nodedown holds <c>nodedown_reason</c>.</summary>
    public bool ReportReason { get; init; }

    /// <summary>Whether the information holds <c>connection_id</c>.</summary>
    public bool ReportConnectionId { get; init; }
}
