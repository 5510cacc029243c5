using Chan.Terms;

namespace Chan.Client.Sessions;

/// <summary>One open rpc. Completed once, by whoever takes it out of <see cref="OpenRpcs"/>.</summary>
/// <remarks>
/// It is its own thread-pool work item, so that handing an answer to its caller allocates nothing. The caller's code may run inside
/// <see cref="Deliver"/>: never call that under a lock, nor on a thread that has something else to do.
/// </remarks>
internal sealed class PendingRpc(NativeSession session, TimeSpan timeout, long deadline) : TaskCompletionSource<ErlTerm>, IThreadPoolWorkItem
{
    private ErlTerm? _answer;
    private Exception? _failure;
    private CancellationTokenRegistration _cancellation;

    internal TimeSpan Timeout { get; } = timeout;

    /// <summary>Clock time stamp at which the caller stops waiting; <see cref="long.MaxValue"/> for never.</summary>
    internal long Deadline { get; } = deadline;

    /// <summary>The id on the wire; set when the rpc is opened.</summary>
    internal uint Id { get; set; }

    internal void SetAnswer(ErlTerm answer) => _answer = answer;

    internal void SetFailure(Exception failure) => _failure = failure;

    /// <summary>Gives the rpc up when the token says so.</summary>
    internal void AbandonWhen(CancellationToken cancellationToken)
    {
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((PendingRpc)state!).Abandon(new OperationCanceledException(token)), this);
        _cancellation = registration;
        if (Task.IsCompleted)
        {
            // The answer was faster than the line above and found nothing to unregister.
            registration.Unregister();
        }
    }

    /// <summary>Wakes the caller, on this thread.</summary>
    internal void Deliver()
    {
        _cancellation.Unregister();
        if (_answer is { } answer)
        {
            TrySetResult(answer);
        }
        else if (_failure is OperationCanceledException canceled)
        {
            TrySetCanceled(canceled.CancellationToken);
        }
        else
        {
            TrySetException(_failure!);

            // Observed here: a caller that no longer waits has nothing to learn from it, and it is no fault of the program.
            _ = Task.Exception;
        }
    }

    /// <summary>Wakes the caller, on a thread of the pool.</summary>
    internal void DeliverOnPool() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute() => Deliver();

    private void Abandon(Exception because) => session.Abandon(this, because);
}
