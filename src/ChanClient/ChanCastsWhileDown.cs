namespace Chan.Client;

/// <summary>What a <see cref="ReconnectingChanConnection"/> does with a cast while there is no connection.</summary>
public enum ChanCastsWhileDown
{
    /// <summary>The call fails with <see cref="ChanNotConnectedException"/>.</summary>
    Refuse,

    /// <summary>
    /// It is kept, up to <see cref="ChanReconnectOptions.CastQueueLimit"/>, and sent in order before anything else when there is a connection again. What is still
    /// kept at the end is dropped.
    /// </summary>
    Queue,
}
