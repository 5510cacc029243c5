namespace Chan.Distribution.Cluster.InputOutput;

/// <summary>Output to a text writer, flushed with every request.</summary>
internal sealed class WriterOutput(TextWriter writer) : IOutput
{
    public async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
