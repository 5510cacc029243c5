using Chan.Protocol.Framing;

namespace Chan.Server.Listening;

/// <summary>A stream that gives a peer no more than so many bytes, both directions together, until the peer has proved who it is.</summary>
/// <remarks>Source: security notes 5.1. Bytes over the budget are not refused, they are not taken: a client may send its first request behind its proof.</remarks>
internal sealed class UnauthenticatedInput(Stream inner, int budget) : Stream
{
    private int _spent;
    private bool _isLifted;

    /// <inheritdoc/>
    public override bool CanRead => inner.CanRead;

    /// <inheritdoc/>
    public override bool CanWrite => inner.CanWrite;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException("A connection has no length.");

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException("A connection has no position.");
        set => throw new NotSupportedException("A connection has no position.");
    }

    /// <summary>The peer has proved who it is: from now on the stream is the inner one.</summary>
    public void Lift() => _isLifted = true;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => _isLifted ? inner.ReadAsync(buffer, cancellationToken) : ReadWithinBudgetAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isLifted)
        {
            ThrowIfSpent(buffer.Length);
            _spent += buffer.Length;
        }

        return inner.WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Blocking reads are not used; call ReadAsync.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Blocking writes are not used; call WriteAsync.");

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A connection cannot seek.");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("A connection has no length.");

    private async ValueTask<int> ReadWithinBudgetAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!buffer.IsEmpty)
        {
            ThrowIfSpent(1);
            buffer = buffer[..Math.Min(buffer.Length, budget - _spent)];
        }

        int read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _spent += read;
        return read;
    }

    private void ThrowIfSpent(int wanted)
    {
        if (wanted > budget - _spent)
        {
            throw new ProtocolViolationException($"The client used its {budget} bytes before authentication.");
        }
    }
}
