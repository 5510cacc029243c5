namespace Chan.Distribution.Net.Nodes;

/// <summary>One try at setting up a connection, from either side. Thread-safe.</summary>
#pragma warning disable CA1001 // The source has no timer, and its users take their registrations back: it holds nothing to dispose of.
internal sealed class Attempt(AttemptSide side)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _killed = new();
    private readonly TaskCompletionSource _promoted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Who dialled.</summary>
    public AttemptSide Side => side;

    /// <summary>Cancelled when another attempt goes on in place of this one, or somebody disconnects.</summary>
    public CancellationToken Killed => _killed.Token;

    /// <summary>Whether the reason of the end is a wish of this node's own.</summary>
    public bool IsKilled => _killed.IsCancellationRequested;

    /// <summary>Completes when the connection that this attempt replaces is gone.</summary>
    public Task Promoted => _promoted.Task;

    /// <summary>The old connection is gone.</summary>
    public void Promote() => _promoted.TrySetResult();

    /// <summary>Ends the attempt; its owner closes the socket.</summary>
    /// <remarks>Callbacks run on the pool: whoever kills holds the lock of a peer.</remarks>
    public void Kill() => ThreadPool.UnsafeQueueUserWorkItem(static killed => killed.Cancel(), _killed, preferLocal: false);
}
