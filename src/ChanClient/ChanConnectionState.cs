namespace Chan.Client;

/// <summary>Where a <see cref="ReconnectingChanConnection"/> stands.</summary>
public enum ChanConnectionState
{
    /// <summary>An attempt is under way.</summary>
    Connecting,

    /// <summary>Calls go to the service.</summary>
    Connected,

    /// <summary>There is no connection; the next attempt is made after a wait.</summary>
    Waiting,

    /// <summary>The end: closed from this side, ended by the service, or given up.</summary>
    Closed,
}
