namespace Chan.Client;

/// <summary>There is no connection at this moment, and nothing was sent: the service has not seen the message. Only of a <see cref="ReconnectingChanConnection"/>.</summary>
public sealed class ChanNotConnectedException : ChanException
{
    internal ChanNotConnectedException(string why, ChanEndpoint endpoint)
        : base($"There is no connection to {endpoint} now; it is being made again. {why} Nothing was sent.", endpoint)
    {
    }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
