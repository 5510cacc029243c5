using System.Collections.Concurrent;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Timers that send messages.</content>
public sealed partial class Node
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly ConcurrentDictionary<ErlReference, SendTimer> _timers = new();

    /// <summary>Sends a message later, as <c>erlang:send_after/3</c>.</summary>
    /// <param name="delay">Zero to 49 days.</param>
    /// <param name="destination">
    /// A registered name, looked up when the time has come, or a pid; the timer of a process of this node is gone when that process is.
    /// </param>
    /// <param name="message">The message.</param>
    /// <returns>For <see cref="CancelTimer"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The delay is out of its range.</exception>
    public ErlReference SendAfter(TimeSpan delay, ErlTerm destination, ErlTerm message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Start(MakeReference(), delay, destination, message);
    }

    /// <summary>Sends <c>{timeout, Timer, Message}</c> later, as <c>erlang:start_timer/3</c>.</summary>
    /// <param name="delay">Zero to 49 days.</param>
    /// <param name="destination">A pid or a registered name; looked up when the time has come.</param>
    /// <param name="message">The message.</param>
    /// <returns>The timer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The delay is out of its range.</exception>
    public ErlReference StartTimer(TimeSpan delay, ErlTerm destination, ErlTerm message)
    {
        ArgumentNullException.ThrowIfNull(message);
        ErlReference reference = MakeReference();
        return Start(reference, delay, destination, ErlTerm.Tuple(Atoms.Timeout, reference, message));
    }

    /// <summary>Stops a timer.</summary>
    /// <param name="timer">The timer.</param>
    /// <returns>The time that was left, or <see langword="null"/> when the message was sent already or the timer stopped before.</returns>
    public TimeSpan? CancelTimer(ErlReference timer)
    {
        ArgumentNullException.ThrowIfNull(timer);
        if (!_timers.TryRemove(timer, out SendTimer? entry))
        {
            return null;
        }

        entry.Target?.RemoveSendTimer(entry);
        entry.Dispose();
        TimeSpan left = TimeProvider.GetElapsedTime(TimeProvider.GetTimestamp(), entry.Deadline);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    internal void Fire(SendTimer timer)
    {
        if (_timers.TryRemove(new KeyValuePair<ErlReference, SendTimer>(timer.Reference, timer)))
        {
            timer.Target?.RemoveSendTimer(timer);
            timer.Dispose();
            ProcessContext? target = timer.Destination is ErlAtom name ? FindName(name) : timer.Target;
            if (target is not null)
            {
                target.Deliver(timer.Message);
            }
            else if (timer.Destination is not ErlAtom)
            {
                Send(null, timer.Destination, timer.Message);
            }
        }
    }

    private ErlReference Start(ErlReference reference, TimeSpan delay, ErlTerm destination, ErlTerm message)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, MaxDelay);
        if (destination is not (ErlPid or ErlAtom or ErlReference or (ErlTuple and [ErlAtom, ErlAtom])))
        {
            throw new ArgumentException("A destination is a pid, a registered name, {Name, Node} or an alias.", nameof(destination));
        }

        ProcessContext? target = null;
        if (destination is ErlPid pid && IsLocal(pid))
        {
            target = Find(pid);
            if (target is null)
            {
                return reference;
            }
        }

        var timer = new SendTimer(this, reference, destination, message, DeadlineAfter(delay)) { Target = target };
        _timers[reference] = timer;
        if (target?.TryAddSendTimer(timer) == false)
        {
            _timers.TryRemove(reference, out _);
            return reference;
        }

        timer.Start(delay);
        return reference;
    }

    private void CancelAllTimers()
    {
        foreach (ErlReference timer in _timers.Keys)
        {
            CancelTimer(timer);
        }
    }
}
