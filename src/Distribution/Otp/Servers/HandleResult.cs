using Chan.Terms;

namespace Chan.Distribution.Otp.Servers;

/// <summary>How a server goes on after a cast or another message: <c>{noreply, ...}</c> or <c>{stop, Reason, ...}</c>.</summary>
public readonly record struct HandleResult
{
    private HandleResult(Next next, ErlTerm? stop) => (Next, StopReason) = (next, stop);

    /// <summary>The server goes on.</summary>
    public static HandleResult NoReply => default;

    internal Next Next { get; }

    internal ErlTerm? StopReason { get; }

    /// <summary>So that a method which awaits nothing can return the result as it is.</summary>
    public static implicit operator ValueTask<HandleResult>(HandleResult result) => new(result);

    /// <summary>The server goes on.</summary>
    /// <param name="next">What it does next.</param>
    public static HandleResult Then(Next next) => new(next, null);

    /// <summary>The server ends.</summary>
    /// <param name="reason"><c>normal</c>, <c>shutdown</c> and <c>{shutdown, _}</c> are no crash.</param>
    public static HandleResult Stop(ErlTerm reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return new HandleResult(default, reason);
    }
}
