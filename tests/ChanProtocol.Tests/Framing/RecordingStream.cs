namespace Chan.Protocol.Tests.Framing;

/// <summary>Keeps every write apart; while it is blocked, a write ends only when the test lets it.</summary>
internal sealed class RecordingStream : Stream
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _release = NewSignal();
    private TaskCompletionSource _next = NewSignal();

    public List<byte[]> Writes { get; } = [];

    public bool IsBlocked { get; init; }

    private bool IsOpen { get; set; }

    public override bool CanRead => false;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Ends when the next write begins.</summary>
    public Task NextWriteAsync()
    {
        lock (_gate)
        {
            return _next.Task;
        }
    }

    /// <summary>Lets the write under way end.</summary>
    public void ReleaseOne()
    {
        TaskCompletionSource release;
        lock (_gate)
        {
            release = _release;
            _release = NewSignal();
        }

        release.SetResult();
    }

    /// <summary>Lets this write and all others end.</summary>
    public void Unblock()
    {
        IsOpen = true;
        ReleaseOne();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Task release;
        lock (_gate)
        {
            Writes.Add(buffer.ToArray());
            release = _release.Task;
            _next.TrySetResult();
            _next = NewSignal();
        }

        if (IsBlocked && !IsOpen)
        {
            await release.WaitAsync(cancellationToken);
        }
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
