using Chan.Distribution.Processes.Mailboxes;
using Chan.Terms;
using Chan.Terms.Patterns;

namespace Chan.Distribution.Processes;

/// <content>Receiving: the next message, or the first one that matches.</content>
public sealed partial class ProcessContext
{
    /// <summary>Receives that one slice may do before others get the thread.</summary>
    private const int ReceivesPerSlice = 1000;

    private object? _match;
    private ErlReference? _marked;
    private int _mark;
    private int _budget = ReceivesPerSlice;

    /// <summary>The next message. Waits for ever; a message that is there is returned at once.</summary>
    public ValueTask<ErlTerm> ReceiveAsync()
    {
        if (!_dead && _saved is not { Count: > 0 } && --_budget > 0 && (_unread is not null || TryFillUnread()) && TakeUnread() is { } message)
        {
            return new ValueTask<ErlTerm>(message);
        }

        return Receive(null, null, Timeout.InfiniteTimeSpan)!;
    }

    /// <summary>The next message, or <see langword="null"/> when none comes in time.</summary>
    /// <param name="timeout">Zero looks without waiting; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    public ValueTask<ErlTerm?> ReceiveAsync(TimeSpan timeout) => Receive(null, null, timeout);

    /// <summary>The first message that matches; the others stay, in their order.</summary>
    /// <param name="match">Called on this process's turn, once for each message in order; must not use the context.</param>
    public ValueTask<ErlTerm> ReceiveAsync(Func<ErlTerm, bool> match) => ReceiveMatch(match, null, Timeout.InfiniteTimeSpan)!;

    /// <summary>The first message that matches, or <see langword="null"/> when none comes in time.</summary>
    /// <param name="match">As in <see cref="ReceiveAsync(Func{ErlTerm, bool})"/>.</param>
    /// <param name="timeout">Zero looks without waiting; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    public ValueTask<ErlTerm?> ReceiveAsync(Func<ErlTerm, bool> match, TimeSpan timeout) => ReceiveMatch(match, null, timeout);

    /// <summary>The first message that matches the pattern.</summary>
    public ValueTask<ErlTerm> ReceiveAsync(TermPattern pattern) => ReceiveMatch(pattern, null, Timeout.InfiniteTimeSpan)!;

    /// <summary>The first message that matches the pattern, or <see langword="null"/> when none comes in time.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="timeout">Zero looks without waiting; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    public ValueTask<ErlTerm?> ReceiveAsync(TermPattern pattern, TimeSpan timeout) => ReceiveMatch(pattern, null, timeout);

    /// <summary>The first matching message that carries <paramref name="reference"/>.</summary>
    /// <param name="reference">
    /// Made by this process. When it is the newest one, messages that were there before it are not looked at: they cannot carry it.
    /// </param>
    /// <param name="match">Must accept only messages that contain <paramref name="reference"/>.</param>
    public ValueTask<ErlTerm> ReceiveAsync(ErlReference reference, Func<ErlTerm, bool> match)
        => ReceiveMatch(match, reference, Timeout.InfiniteTimeSpan)!;

    /// <summary>The first matching message that carries <paramref name="reference"/>, or <see langword="null"/> when none comes in time.</summary>
    /// <param name="reference">As in <see cref="ReceiveAsync(ErlReference, Func{ErlTerm, bool})"/>.</param>
    /// <param name="match">Must accept only messages that contain <paramref name="reference"/>.</param>
    /// <param name="timeout">Zero looks without waiting; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    public ValueTask<ErlTerm?> ReceiveAsync(ErlReference reference, Func<ErlTerm, bool> match, TimeSpan timeout)
        => ReceiveMatch(match, reference, timeout);

    /// <summary>The first message that is a tuple with <paramref name="reference"/> as its first or second element, or <c>[_|Ref]</c> as its first.</summary>
    /// <remarks>Fits answers <c>{Ref, Answer}</c>, <c>{[alias|Ref], Answer}</c> and <c>{'DOWN', Ref, process, Pid, Reason}</c>; otherwise as the overload with a match.</remarks>
    /// <param name="reference">Made by this process.</param>
    public ValueTask<ErlTerm> ReceiveAsync(ErlReference reference) => ReceiveMatch(reference, reference, Timeout.InfiniteTimeSpan)!;

    /// <summary>As <see cref="ReceiveAsync(ErlReference)"/>, or <see langword="null"/> when no such message comes in time.</summary>
    /// <param name="reference">Made by this process.</param>
    /// <param name="timeout">Zero looks without waiting; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    public ValueTask<ErlTerm?> ReceiveAsync(ErlReference reference, TimeSpan timeout) => ReceiveMatch(reference, reference, timeout);

    /// <summary>Waits for an answer; what comes of it is for the answer itself to say.</summary>
    internal ValueTask<ErlTerm> ReceiveAsync(AwaitedAnswer answer, TimeSpan timeout) => Receive(answer, answer.Reference, timeout)!;

    /// <summary>The answer to a request, or the end of who was asked; <see langword="null"/> when neither comes in time.</summary>
    /// <param name="reference">Made by this process; the request was sent with it.</param>
    /// <param name="timeout">Zero looks without waiting; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    internal ValueTask<ErlTerm?> ReceiveAnswerAsync(ErlReference reference, TimeSpan timeout) => Receive(new AnswerTo(reference), reference, timeout);

    /// <summary>As <see cref="ReceiveAnswerAsync"/> of zero, without a wait in any case.</summary>
    internal ErlTerm? ReceiveAnswerNow(ErlReference reference)
    {
        ThrowIfDead();
        CheckNoneBegun();
        var match = new AnswerTo(reference);
        return TakeSaved(match, reference) ?? TakeFromUnread(match);
    }

    private ValueTask<ErlTerm?> ReceiveMatch(object match, ErlReference? reference, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(match);
        return Receive(match, reference, timeout);
    }

    private ValueTask<ErlTerm?> Receive(object? match, ErlReference? reference, TimeSpan timeout)
    {
        if (_dead)
        {
            return AfterDeath();
        }

        CheckTimeout(timeout);
        CheckNoneBegun();
        ErlTerm? message = TakeSaved(match, reference) ?? TakeFromUnread(match);
        if (_busy is not null && IsBusy())
        {
            return WaitForRoom(message, match, timeout);
        }

        if (message is null && timeout != TimeSpan.Zero)
        {
            return Wait(match, timeout);
        }

        if (--_budget <= 0)
        {
            return Yield(message, match);
        }

        return new ValueTask<ErlTerm?>(match is AwaitedAnswer answer ? answer.Finish(this, message) : message);
    }

    /// <summary>Searches what earlier receives passed over.</summary>
    private ErlTerm? TakeSaved(object? match, ErlReference? reference)
    {
        if (_saved is not { Count: > 0 } saved)
        {
            return null;
        }

        int start = reference is not null && ReferenceEquals(reference, _marked) ? Math.Min(_mark, saved.Count) : 0;
        int found = Find(saved, match, start);
        if (found < 0)
        {
            return null;
        }

        if (found < _mark)
        {
            _mark--;
        }

        ErlTerm message = saved.RemoveAt(found);
        if (_isWatchedForLength)
        {
            TellWaits();
        }

        return message;
    }

    /// <summary>Searches what has not been looked at yet; what does not match is saved.</summary>
    private ErlTerm? TakeFromUnread(object? match)
    {
        while (TryFillUnread())
        {
            ErlTerm? message = _unread!.Message;
            if (message is not null)
            {
                // A match that throws leaves the message where it is.
                if (IsMatch(match, message))
                {
                    return TakeUnread();
                }

                (_saved ??= new SaveQueue()).Add(message);
            }

            TakeUnread();
        }

        return null;
    }

    private static int Find(SaveQueue saved, object? match, int start)
    {
        if (match is TermPattern pattern)
        {
            return saved.IndexOf(pattern, start);
        }

        ReadOnlySpan<ErlTerm?> messages = saved.Items;
        if (match is Func<ErlTerm, bool> predicate)
        {
            for (int i = start; i < messages.Length; i++)
            {
                if (predicate(messages[i]!))
                {
                    return i;
                }
            }

            return -1;
        }

        for (int i = start; i < messages.Length; i++)
        {
            if (IsMatch(match, messages[i]!))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsMatch(object? match, ErlTerm message) => match switch
    {
        null => true,
        Func<ErlTerm, bool> predicate => predicate(message),
        ErlReference reference => message is ErlTuple tuple && Carries(tuple.Span, reference),
        AwaitedAnswer answer => AnswerTo.Matches(message, answer.Reference),
        AnswerTo answer => answer.Matches(message),
        _ => ((TermPattern)match).Matches(message),
    };

    private static bool Carries(ReadOnlySpan<ErlTerm> elements, ErlReference reference)
        => (elements.Length > 0 && ReferenceIn(elements[0]) is { } first && first.Equals(reference))
            || (elements.Length > 1 && elements[1] is ErlReference second && second.Equals(reference));

    private static ErlReference? ReferenceIn(ErlTerm label)
        => label as ErlReference ?? (label is ErlList { Count: 1, IsProper: false } tag ? tag.Tail as ErlReference : null);

    /// <summary>Remembers that every message saved so far is older than this reference: a receive on it skips them.</summary>
    internal void Mark(ErlReference reference)
    {
        _marked = reference;
        _mark = _saved?.Count ?? 0;
    }

    /// <summary>Refuses what a receive would refuse now; for who sends something before it receives the answer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time-out is none.</exception>
    /// <exception cref="InvalidOperationException">The process waits in a receive already.</exception>
    internal void CheckReceive(TimeSpan timeout)
    {
        ThrowIfDead();
        CheckTimeout(timeout);
        CheckNoneBegun();
    }

    private static void CheckTimeout(TimeSpan timeout)
    {
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A time-out is zero, positive, or Timeout.InfiniteTimeSpan.");
        }
    }
}
