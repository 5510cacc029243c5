using Chan.Terms;

namespace Chan.Distribution.Otp.Servers;

/// <summary>How a server's initialisation ends: it runs, does not want to (<c>ignore</c>), or cannot (<c>{stop, Reason}</c>).</summary>
public readonly record struct InitResult
{
    private InitResult(Next next, ErlTerm? stop, bool isIgnored) => (Next, StopReason, IsIgnored) = (next, stop, isIgnored);

    /// <summary>The server runs.</summary>
    public static InitResult Ok => default;

    /// <summary>The server does not want to run, and that is no fault: the start gives <c>ignore</c>, a supervisor goes on without it.</summary>
    public static InitResult Ignore => new(default, null, true);

    internal Next Next { get; }

    internal ErlTerm? StopReason { get; }

    internal bool IsIgnored { get; }

    /// <summary>So that a method which awaits nothing can return the result as it is.</summary>
    public static implicit operator ValueTask<InitResult>(InitResult result) => new(result);

    /// <summary>The server runs.</summary>
    /// <param name="next">What it does first.</param>
    public static InitResult Then(Next next) => new(next, null, false);

    /// <summary>The server cannot run: the start gives <c>{error, Reason}</c>.</summary>
    /// <param name="reason">Why; also the exit reason of the process.</param>
    public static InitResult Stop(ErlTerm reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return new InitResult(default, reason, false);
    }
}
