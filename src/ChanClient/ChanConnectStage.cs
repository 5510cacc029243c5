namespace Chan.Client;

/// <summary>How far a connection attempt came.</summary>
public enum ChanConnectStage
{
    /// <summary>TCP and, on the native protocol, TLS.</summary>
    Transport,

    /// <summary>Each side proves that it knows the password.</summary>
    Authentication,

    /// <summary>The gateway starts the service.</summary>
    Start,
}
