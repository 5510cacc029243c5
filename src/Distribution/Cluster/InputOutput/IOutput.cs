namespace Chan.Distribution.Cluster.InputOutput;

/// <summary>Where the output of a node's processes goes at last.</summary>
internal interface IOutput
{
    /// <summary>Writes text, perhaps a part of a line.</summary>
    Task WriteAsync(string text, CancellationToken cancellationToken);
}
