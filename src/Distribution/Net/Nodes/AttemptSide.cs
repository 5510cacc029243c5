namespace Chan.Distribution.Net.Nodes;

/// <summary>Who dialled.</summary>
internal enum AttemptSide
{
    /// <summary>This node.</summary>
    Own,

    /// <summary>The peer.</summary>
    Theirs,
}
