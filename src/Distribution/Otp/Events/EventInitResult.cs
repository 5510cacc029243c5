using Chan.Terms;

namespace Chan.Distribution.Otp.Events;

/// <summary>How a handler's initialisation ends: it is installed, or it is not and says why.</summary>
public readonly record struct EventInitResult
{
    private EventInitResult(ErlTerm? refusal) => Refusal = refusal;

    /// <summary>The handler is installed.</summary>
    public static EventInitResult Ok => default;

    internal ErlTerm? Refusal { get; }

    /// <summary>So that a method which awaits nothing can return the result as it is.</summary>
    public static implicit operator ValueTask<EventInitResult>(EventInitResult result) => new(result);

    /// <summary>The handler is not installed: <c>{error, Reason}</c> is the result of adding it.</summary>
    /// <param name="reason">Why.</param>
    public static EventInitResult Error(ErlTerm reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return new EventInitResult(ErlTerm.Tuple(Atoms.Error, reason));
    }
}
