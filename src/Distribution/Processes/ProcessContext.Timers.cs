using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Timers that send messages.</content>
public sealed partial class ProcessContext
{
    /// <summary>Sends a message later, as <c>erlang:send_after/3</c>.</summary>
    /// <param name="delay">Zero or more.</param>
    /// <param name="destination">A pid or a registered name; looked up when the time has come.</param>
    /// <param name="message">The message.</param>
    /// <returns>For <see cref="CancelTimer"/>.</returns>
    public ErlReference SendAfter(TimeSpan delay, ErlTerm destination, ErlTerm message)
    {
        ThrowIfDead();
        return Node.SendAfter(delay, destination, message);
    }

    /// <summary>Sends <c>{timeout, Timer, Message}</c> later, as <c>erlang:start_timer/3</c>.</summary>
    /// <param name="delay">Zero or more.</param>
    /// <param name="destination">A pid or a registered name; looked up when the time has come.</param>
    /// <param name="message">The message.</param>
    /// <returns>The timer.</returns>
    public ErlReference StartTimer(TimeSpan delay, ErlTerm destination, ErlTerm message)
    {
        ThrowIfDead();
        return Node.StartTimer(delay, destination, message);
    }

    /// <summary>Stops a timer.</summary>
    /// <param name="timer">The timer.</param>
    /// <returns>The time that was left, or <see langword="null"/> when the message was sent already or the timer stopped before.</returns>
    public TimeSpan? CancelTimer(ErlReference timer)
    {
        ThrowIfDead();
        return Node.CancelTimer(timer);
    }

    /// <summary>Ties a timer to this process, which ends it. False when the process has ended.</summary>
    internal bool TryAddSendTimer(SendTimer timer)
    {
        Relations relations = ObtainRelations();
        lock (relations)
        {
            if (!relations.IsEnded)
            {
                relations.AddSendTimer(timer);
            }

            return !relations.IsEnded;
        }
    }

    internal void RemoveSendTimer(SendTimer timer)
    {
        Relations relations = ObtainRelations();
        lock (relations)
        {
            // The list of an ended process is being read without the lock.
            if (!relations.IsEnded)
            {
                relations.RemoveSendTimer(timer);
            }
        }
    }
}
