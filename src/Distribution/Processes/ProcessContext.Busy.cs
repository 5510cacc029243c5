using System.Threading.Tasks.Sources;
using Chan.Distribution.Processes.Scheduling;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>
/// Waiting for a busy connection. A process that has sent over one is suspended at its next wait on the context: what it waits for may
/// be found already, but it goes on only when there is room again. Messages do not wake it meanwhile; its end does.
/// </content>
public sealed partial class ProcessContext : IValueTaskSource
{
    /// <summary>Completes when every connection that was busy has room; null when none is. Used by the owner alone.</summary>
    private Task? _busy;

    /// <summary>1 while the process is suspended: who sets it back to 0 makes it run.</summary>
    private int _suspended;

    void IValueTaskSource.GetResult(short token) => ((IValueTaskSource<ErlTerm?>)this).GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => ((IValueTaskSource<ErlTerm?>)this).GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => ((IValueTaskSource<ErlTerm?>)this).OnCompleted(continuation, state, token, flags);

    /// <summary>A connection that this process has sent over is busy: its next wait lasts until there is room.</summary>
    internal void NoteBusy(Task busy)
    {
        if (_busy is null || _busy.IsCompleted || ReferenceEquals(_busy, busy))
        {
            _busy = busy;
        }
        else
        {
            _busy = Task.WhenAll(_busy, busy);
        }

        // The next receive takes the long way, which looks at the connection.
        _budget = Math.Min(_budget, 1);
    }

    private bool IsBusy()
    {
        if (_busy is { IsCompleted: false })
        {
            return true;
        }

        _busy = null;
        return false;
    }

    private ValueTask WaitForRoom()
    {
        if (!IsBusy())
        {
            return ValueTask.CompletedTask;
        }

        CheckNotWaiting();
        _match = null;
        _wait = WaitState.Suspended;
        return new ValueTask(this, _version);
    }

    /// <summary>The continuation is known: from here on the process may be made to run.</summary>
    private void Suspend()
    {
        Interlocked.Exchange(ref _suspended, 1);
        _busy!.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(EndSuspension);
        if (_dead)
        {
            EndSuspension();
        }
    }

    /// <summary>There is room again, or the process was ended. Any thread.</summary>
    private void EndSuspension()
    {
        if (Volatile.Read(ref _suspended) == 1 && Interlocked.Exchange(ref _suspended, 0) == 1)
        {
            Scheduler.Enqueue(this);
        }
    }
}
