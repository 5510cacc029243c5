namespace Chan.Client;

/// <summary>No answer came in time. Whether the service acted on the request is not known.</summary>
public sealed class ChanTimeoutException : ChanException
{
    internal ChanTimeoutException(string what, TimeSpan timeout, ChanEndpoint endpoint)
        : base($"No answer to the {what} from {endpoint} within {timeout.TotalSeconds:0.###} s. "
            + "Allow more time, or ask the owner of the service whether it answers this message.", endpoint)
        => Timeout = timeout;

    /// <summary>The time that was allowed.</summary>
    public TimeSpan Timeout { get; }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
