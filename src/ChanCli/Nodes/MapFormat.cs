namespace Chan.Cli.Nodes;

/// <summary>How a map of nodes is printed.</summary>
internal enum MapFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>A list of maps, one for each node.</summary>
    Term,

    /// <summary>The same as JSON.</summary>
    Json,
}
