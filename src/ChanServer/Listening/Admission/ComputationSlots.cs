namespace Chan.Server.Listening.Admission;

/// <summary>Lets as many handshakes compute at once as there are cores; a bounded number waits in order, more are refused.</summary>
internal sealed class ComputationSlots(int slots, int queue) : IDisposable
{
    private readonly SemaphoreSlim _free = new(slots, slots);
    private int _holdersAndWaiting;

    /// <summary>Waits for a slot.</summary>
    /// <returns><see langword="false"/> at once if the queue is full. After <see langword="true"/> the caller must call <see cref="Release"/>.</returns>
    public async ValueTask<bool> TryEnterAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _holdersAndWaiting) > slots + queue)
        {
            Interlocked.Decrement(ref _holdersAndWaiting);
            return false;
        }

        try
        {
            await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            Interlocked.Decrement(ref _holdersAndWaiting);
            throw;
        }
    }

    /// <summary>Gives a slot back.</summary>
    public void Release()
    {
        Interlocked.Decrement(ref _holdersAndWaiting);
        _free.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
