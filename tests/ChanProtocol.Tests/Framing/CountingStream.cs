using System.Threading.Channels;

namespace Chan.Protocol.Tests.Framing;

/// <summary>Notes the size of every read, and answers each with what the test gives.</summary>
internal sealed class CountingStream : Stream
{
    private readonly Channel<byte[]> _answers = Channel.CreateUnbounded<byte[]>();

    public List<int> Sizes { get; } = [];

    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public ValueTask GiveAsync(byte[] answer) => _answers.Writer.WriteAsync(answer);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Sizes.Add(buffer.Length);
        byte[] answer = await _answers.Reader.ReadAsync(cancellationToken);
        answer.CopyTo(buffer);
        return answer.Length;
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
