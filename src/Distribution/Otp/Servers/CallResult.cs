using Chan.Terms;

namespace Chan.Distribution.Otp.Servers;

/// <summary>How a server goes on after a call: <c>{reply, ...}</c>, <c>{noreply, ...}</c> (it answers later) or <c>{stop, Reason, ...}</c>.</summary>
public readonly record struct CallResult
{
    private CallResult(ErlTerm? reply, Next next, ErlTerm? stop) => (Answer, Next, StopReason) = (reply, next, stop);

    /// <summary>The caller waits on, until somebody answers with <see cref="Calls.GenFrom.Reply"/>.</summary>
    public static CallResult NoReply => default;

    internal ErlTerm? Answer { get; }

    internal Next Next { get; }

    internal ErlTerm? StopReason { get; }

    /// <summary>So that a method which awaits nothing can return the result as it is.</summary>
    public static implicit operator ValueTask<CallResult>(CallResult result) => new(result);

    /// <summary>Answers the caller.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="next">What the server does next.</param>
    public static CallResult Reply(ErlTerm reply, Next next = default)
    {
        ArgumentNullException.ThrowIfNull(reply);
        return new CallResult(reply, next, null);
    }

    /// <summary>The caller waits on, until somebody answers.</summary>
    /// <param name="next">What the server does next.</param>
    public static CallResult Then(Next next) => new(null, next, null);

    /// <summary>The server ends.</summary>
    /// <param name="reason"><c>normal</c>, <c>shutdown</c> and <c>{shutdown, _}</c> are no crash.</param>
    /// <param name="reply">What the caller gets before; without it the call fails with <paramref name="reason"/>.</param>
    public static CallResult Stop(ErlTerm reason, ErlTerm? reply = null)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return new CallResult(reply, default, reason);
    }
}
