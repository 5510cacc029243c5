namespace Chan.Protocol.Framing;

/// <summary>Holds back a writer's frames until it is disposed of, so that they leave in one write. Short-lived: others' frames wait, too.</summary>
public readonly ref struct FrameBatch
{
    private readonly FrameWriter? _writer;

    internal FrameBatch(FrameWriter writer) => _writer = writer;

    /// <summary>Lets the frames go.</summary>
    public void Dispose() => _writer?.EndBatch();
}
