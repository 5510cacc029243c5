namespace Chan.Client;

/// <summary>Base of what goes wrong between a client and its gateway. Wrong use of the library is a BCL exception instead.</summary>
/// <remarks>Messages say what happened, with whom and what would help. They hold no secret and no bytes of the peer.</remarks>
public abstract class ChanException : Exception
{
    private protected ChanException(string message, ChanEndpoint endpoint, Exception? inner = null)
        : base(message, inner) => Endpoint = endpoint;

    /// <summary>The service this is about.</summary>
    public ChanEndpoint Endpoint { get; }

    /// <summary>
    /// Whether the same call may succeed later without any change on this side: the gateway is down, busy or gone, in contrast
    /// to a wrong password. A transient failure of an rpc does not say whether the service acted on it.
    /// </summary>
    public abstract bool IsTransient { get; }
}
