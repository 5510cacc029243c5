namespace Chan.Benchmarks.Protocol;

/// <summary>Asks for zero bytes before every read: what a reader would pay that never keeps a buffer while it waits.</summary>
internal sealed class QuietStream(Stream inner) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _ = await inner.ReadAsync(Memory<byte>.Empty, cancellationToken);
        return buffer.IsEmpty ? 0 : await inner.ReadAsync(buffer, cancellationToken);
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
