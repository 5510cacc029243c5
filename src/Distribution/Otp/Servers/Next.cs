using Chan.Terms;

namespace Chan.Distribution.Otp.Servers;

/// <summary>What a server does after it has handled something: wait for ever, wait for a time, go on at once, or sleep.</summary>
public readonly record struct Next
{
    private Next(TimeSpan? timeout, ErlTerm? continuation) => (After, Continuation) = (timeout, continuation);

    /// <summary>Wait for the next message, without end.</summary>
    public static Next Wait => default;

    /// <summary>
    /// Wait for the next message after a longer silence is expected: <c>hibernate</c>. As <see cref="Wait"/> here, because the garbage collector
    /// compacts the whole program and not single processes.
    /// </summary>
    public static Next Hibernate => default;

    /// <summary>How long to wait; <see langword="null"/> for ever.</summary>
    internal TimeSpan? After { get; }

    /// <summary>What to continue with at once.</summary>
    internal ErlTerm? Continuation { get; }

    /// <summary>When no message comes in time, the server gets the information <c>timeout</c>. Any message ends the wait.</summary>
    /// <param name="after">Zero or more.</param>
    public static Next Timeout(TimeSpan after)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(after, TimeSpan.Zero);
        return new Next(after, null);
    }

    /// <summary>Before any other message, <see cref="GenServer.HandleContinueAsync"/> gets this.</summary>
    /// <param name="continuation">Any term.</param>
    public static Next Continue(ErlTerm continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        return new Next(null, continuation);
    }
}
