using System.Threading.Tasks.Sources;
using Chan.Distribution.Processes.Scheduling;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Running the body, slice by slice, and noticing its end.</content>
public sealed partial class ProcessContext : IThreadPoolWorkItem
{
    /// <summary>How often a body may catch the exception that ends it before its waits stop returning.</summary>
    private const int MaxSwallowedEnds = 100;

    private Func<ProcessContext, Task>? _start;
    private Task? _body;
    private int _bodyEnded;
    private int _hooked;
    private int _swallowedEnds;

    /// <summary>The next in the queue of runnable processes.</summary>
    internal ProcessContext? NextRunnable { get; set; }

    void IThreadPoolWorkItem.Execute() => Worker.Visit(this);

    /// <summary>Runs the process until it waits for something or ends.</summary>
    internal void RunSlice()
    {
        if (_start is { } start)
        {
            _start = null;
            Start(start);
        }
        else if (TryCompleteWait())
        {
            _wait = WaitState.Completed;
            _budget = ReceivesPerSlice;
            _sends = 0;
            Action<object?> continuation = _continuation!;
            object? state = _continuationState;
            _continuation = null;
            _continuationState = null;
            continuation(state);
            CheckBody();
        }
    }

    private void Start(Func<ProcessContext, Task> start)
    {
        if (_dead)
        {
            NoteBodyEnded(null);
            return;
        }

        Task body;
        try
        {
            body = start(this) ?? throw new InvalidOperationException("The body of the process returned null in place of a task.");
        }
#pragma warning disable CA1031 // Whatever the body throws is the exit reason of the process.
        catch (Exception crash)
#pragma warning restore CA1031
        {
            NoteBodyEnded(crash);
            return;
        }

        Volatile.Write(ref _body, body);

        // The body may have gone on on another thread, which found no task yet and left the check to this one.
        Interlocked.MemoryBarrier();
        CheckBody();
    }

    /// <summary>After a slice: has the body ended, and if not, who will notice when it does?</summary>
    private void CheckBody()
    {
        Task? body = Volatile.Read(ref _body);
        if (body is null)
        {
            Interlocked.MemoryBarrier();
            body = Volatile.Read(ref _body);
            if (body is null)
            {
                return;
            }
        }

        if (body.IsCompleted)
        {
            OnBodyCompleted();
        }
        else if (!ReferenceEquals(_continuationState, body) && Interlocked.Exchange(ref _hooked, 1) == 0)
        {
            // It waits for something that is not a receive of its own, so it may end outside a slice. Bodies that only receive
            // never come here: an idle process needs no callback object.
            body.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(OnBodyCompleted);
        }
    }

    private void OnBodyCompleted()
    {
        Task body = _body!;
        NoteBodyEnded(body.IsCompletedSuccessfully ? null : body.Exception?.InnerException ?? new TaskCanceledException(body));
    }

    private void NoteBodyEnded(Exception? crash)
    {
        if (Interlocked.Exchange(ref _bodyEnded, 1) == 0)
        {
            _unread = null;
            _saved = null;
            Node.OnBodyEnded(this, crash);
        }
    }

    /// <summary>A receive of a process that has been ended.</summary>
    private ValueTask<ErlTerm?> AfterDeath()
    {
        if (++_swallowedEnds < MaxSwallowedEnds)
        {
            ThrowDead();
        }

        // A loop that catches everything and receives again would spin for ever: this wait never returns, and the body is garbage.
        NoteBodyEnded(null);
        return new ValueTask<ErlTerm?>(Never.Instance, 0);
    }

    private sealed class Never : IValueTaskSource<ErlTerm?>
    {
        public static readonly Never Instance = new();

        public ErlTerm? GetResult(short token) => throw new ProcessEndedException();

        public ValueTaskSourceStatus GetStatus(short token) => ValueTaskSourceStatus.Pending;

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
        }
    }
}
