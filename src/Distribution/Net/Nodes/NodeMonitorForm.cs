namespace Chan.Distribution.Net.Nodes;

/// <summary>The form of node event messages.</summary>
public enum NodeMonitorForm
{
    /// <summary><c>{nodeup, Node}</c>, as without options.</summary>
    Plain,

    /// <summary><c>{nodeup, Node, [{node_type, visible}]}</c>, as with a list of options.</summary>
    List,

    /// <summary><c>{nodeup, Node, #{node_type => visible}}</c>, as with a map of options.</summary>
    Map,
}
