namespace Chan.Distribution.Net.Epmd;

/// <summary>Epmd could not do what was asked. The message says which epmd, what was wrong, and what would be right.</summary>
public sealed class EpmdException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="reason">For code.</param>
    /// <param name="message">For people.</param>
    /// <param name="innerException">What the system said, if anything.</param>
    public EpmdException(EpmdFailure reason, string message, Exception? innerException = null)
        : base(message, innerException)
        => Reason = reason;

    /// <summary>What went wrong.</summary>
    public EpmdFailure Reason { get; }
}
