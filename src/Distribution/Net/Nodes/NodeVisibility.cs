namespace Chan.Distribution.Net.Nodes;

/// <summary>Whether a node shows itself in its peers' <c>nodes()</c>.</summary>
public enum NodeVisibility
{
    /// <summary>It does, and takes part in the full mesh of visible nodes.</summary>
    Visible,

    /// <summary>It does not: <c>erl -hidden</c>. It can still do everything by name.</summary>
    Hidden,
}
