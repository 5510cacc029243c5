namespace Chan.TestKit;

/// <summary>Two streams tied together in memory: what is written to one is read from the other. Stands for a connection without a socket.</summary>
public sealed class MemoryStreamPair : IDisposable
{
    /// <summary>Ties a pair.</summary>
    /// <param name="chunkSize">Most bytes that one read returns; 1 gives a stream byte by byte.</param>
    /// <param name="capacity">Bytes that a direction holds before its writer has to wait.</param>
    public MemoryStreamPair(int chunkSize = int.MaxValue, int capacity = 64 * 1024)
    {
        FirstToSecond = new MemoryLink(chunkSize, capacity);
        SecondToFirst = new MemoryLink(chunkSize, capacity);
        First = new Side(SecondToFirst, FirstToSecond);
        Second = new Side(FirstToSecond, SecondToFirst);
    }

    /// <summary>One end. Only its asynchronous members work; one reader and any number of writers at a time.</summary>
    public Stream First { get; }

    /// <summary>The other end.</summary>
    public Stream Second { get; }

    /// <summary>The direction in which <see cref="First"/> writes and <see cref="Second"/> reads.</summary>
    public MemoryLink FirstToSecond { get; }

    /// <summary>The direction in which <see cref="Second"/> writes and <see cref="First"/> reads.</summary>
    public MemoryLink SecondToFirst { get; }

    /// <summary>Breaks both directions as a lost connection does.</summary>
    public void Cut()
    {
        FirstToSecond.Cut();
        SecondToFirst.Cut();
    }

    /// <summary>Closes both ends.</summary>
    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
    }

    private sealed class Side(MemoryLink input, MemoryLink output) : Stream
    {
        private volatile bool _disposed;

        public override bool CanRead => !_disposed;

        public override bool CanWrite => !_disposed;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException("A connection has no length.");

        public override long Position
        {
            get => throw new NotSupportedException("A connection has no position.");
            set => throw new NotSupportedException("A connection has no position.");
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return await input.ReadAsync(buffer, cancellationToken);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
            => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            await output.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
            => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
            // Nothing is buffered here.
        }

        public override Task FlushAsync(CancellationToken cancellationToken)
            => cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count)
            => throw new NotSupportedException("Blocking reads are not used in this product; call ReadAsync.");

        public override void Write(byte[] buffer, int offset, int count)
            => throw new NotSupportedException("Blocking writes are not used in this product; call WriteAsync.");

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A connection cannot seek.");

        public override void SetLength(long value) => throw new NotSupportedException("A connection has no length.");

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_disposed)
            {
                _disposed = true;
                output.End();
                input.Abandon();
            }

            base.Dispose(disposing);
        }
    }
}
