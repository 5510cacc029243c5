namespace Chan.Distribution.Net.Nodes;

/// <summary>Which nodes <c>Nodes</c> lists; several at once give the union, as <c>nodes([this, visible])</c> does.</summary>
[Flags]
public enum NodeKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Connected and visible: <c>nodes()</c>.</summary>
    Visible = 1,

    /// <summary>Connected and hidden.</summary>
    Hidden = 2,

    /// <summary>Connected, of either kind.</summary>
    Connected = Visible | Hidden,

    /// <summary>This node.</summary>
    This = 4,

    /// <summary>This node, those connected now, and those that were connected or dialled before.</summary>
    Known = 8 | Connected | This,
}
