using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using Chan.Distribution.Processes.Mailboxes;
using Chan.Distribution.Processes.Scheduling;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>
/// A receive that has to wait. The context itself is the source of the returned task, so waiting allocates nothing. The process counts as
/// waiting (<see cref="MessageNode.Parked"/>) only once the continuation is known: nobody can wake it too early.
/// </content>
public sealed partial class ProcessContext : IValueTaskSource<ErlTerm?>
{
    private Action<object?>? _continuation;
    private object? _continuationState;
    private ErlTerm? _result;
    private Exception? _fault;
    private long _deadline = long.MaxValue;
    private short _version;
    private WaitState _wait;

    private enum WaitState : byte
    {
        None,
        Receiving,
        Yielding,

        /// <summary>As Yielding, once a connection has room.</summary>
        Suspended,

        /// <summary>As Receiving, once a connection has room.</summary>
        SuspendedReceiving,
        Completed,
    }

    ErlTerm? IValueTaskSource<ErlTerm?>.GetResult(short token)
    {
        CheckToken(token);
        if (_wait != WaitState.Completed)
        {
            throw new InvalidOperationException("The receive has not completed; await it.");
        }

        ErlTerm? result = _result;
        var answer = _match as AwaitedAnswer;
        _result = null;
        _match = null;
        _version++;
        _wait = WaitState.None;
        ThrowIfDead();
        if (_fault is { } fault)
        {
            _fault = null;
            ExceptionDispatchInfo.Throw(fault);
        }

        return answer is null ? result : answer.Finish(this, result);
    }

    ValueTaskSourceStatus IValueTaskSource<ErlTerm?>.GetStatus(short token)
    {
        CheckToken(token);
        return _wait != WaitState.Completed ? ValueTaskSourceStatus.Pending
            : _dead || _fault is not null ? ValueTaskSourceStatus.Faulted
            : ValueTaskSourceStatus.Succeeded;
    }

    void IValueTaskSource<ErlTerm?>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        CheckToken(token);
        CheckNotWaiting();
        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0 && ExecutionContext.Capture() is { } flow)
        {
            Action<object?> inner = continuation;
            continuation = outer => ExecutionContext.Run(flow, inner.Invoke, outer);
        }

        _continuationState = state;
        _continuation = continuation;
        if (_wait == WaitState.Yielding)
        {
            Scheduler.Enqueue(this);
            return;
        }

        if (_wait is WaitState.Suspended or WaitState.SuspendedReceiving)
        {
            Suspend();
            return;
        }

        RequireTimer();
        if (Interlocked.CompareExchange(ref _inbox, MessageNode.Parked, null) is not null)
        {
            Scheduler.Enqueue(this);
        }
    }

    /// <summary>Tells the process that a receive time-out may be due. Any thread.</summary>
    internal void NoteTimeout() => Deliver(null);

    private ValueTask<ErlTerm?> Wait(object? match, TimeSpan timeout)
    {
        _match = match;
        _deadline = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Node.DeadlineAfter(timeout);
        _wait = WaitState.Receiving;
        return new ValueTask<ErlTerm?>(this, _version);
    }

    /// <summary>Waits for room, with the result in hand or with the receive still to do.</summary>
    private ValueTask<ErlTerm?> WaitForRoom(ErlTerm? message, object? match, TimeSpan timeout)
    {
        if (message is not null || timeout == TimeSpan.Zero)
        {
            _match = match;
            _result = message;
            _wait = WaitState.Suspended;
            return new ValueTask<ErlTerm?>(this, _version);
        }

        ValueTask<ErlTerm?> wait = Wait(match, timeout);
        _wait = WaitState.SuspendedReceiving;
        return wait;
    }

    /// <summary>Gives the others the thread, with the result in hand.</summary>
    private ValueTask<ErlTerm?> Yield(ErlTerm? message, object? match)
    {
        _match = match;
        _result = message;
        _wait = WaitState.Yielding;
        return new ValueTask<ErlTerm?>(this, _version);
    }

    /// <summary>Decides whether the waiting body can go on; parks the process again when not.</summary>
    private bool TryCompleteWait()
    {
        if (_wait is WaitState.Yielding or WaitState.Suspended)
        {
            return true;
        }

        if (_wait == WaitState.SuspendedReceiving)
        {
            _wait = WaitState.Receiving;
        }

        while (true)
        {
            if (_dead)
            {
                return true;
            }

            try
            {
                _result = TakeFromUnread(_match);
            }
#pragma warning disable CA1031 // The body's own match threw: the body gets the exception where it awaits.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                _fault = fault;
                return true;
            }

            if (_result is not null || Node.IsPast(_deadline))
            {
                return true;
            }

            RequireTimer();
            if (Interlocked.CompareExchange(ref _inbox, MessageNode.Parked, null) is null)
            {
                return false;
            }
        }
    }

    private void RequireTimer()
    {
        if (_deadline == long.MaxValue || RelationsOrNull?.Timer?.IsDueBy(_deadline) == true)
        {
            return;
        }

        Relations relations = ObtainRelations();
        lock (relations)
        {
            if (!relations.IsEnded)
            {
                (relations.Timer ??= new ReceiveTimer(this, Node.TimeProvider)).Require(_deadline);
            }
        }
    }

    private void CheckNotWaiting()
    {
        if (_continuation is not null)
        {
            throw new InvalidOperationException("The process is waiting in a receive already: only its own body may use the context, one call at a time.");
        }
    }

    /// <summary>A receive or call that was begun and not awaited yet would share the wait with the new one.</summary>
    private void CheckNoneBegun()
    {
        CheckNotWaiting();
        if (_wait != WaitState.None)
        {
            throw new InvalidOperationException("A receive or a call was begun and has not been awaited: await it before the next one begins.");
        }
    }

    private void CheckToken(short token)
    {
        if (token != _version)
        {
            throw new InvalidOperationException("A receive can be awaited once only.");
        }
    }
}
