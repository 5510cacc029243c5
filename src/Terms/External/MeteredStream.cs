namespace Chan.Terms.External;

/// <summary>Hands out the bytes of an array in pieces of a given size and counts them.</summary>
internal sealed class MeteredStream(byte[] source, int pieceSize) : Stream
{
    /// <summary>How many bytes were handed out.</summary>
    public int Used { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => source.Length;

    public override long Position
    {
        get => Used;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int count = Math.Min(Math.Min(buffer.Length, pieceSize), source.Length - Used);
        source.AsSpan(Used, count).CopyTo(buffer);
        Used += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
