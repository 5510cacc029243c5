namespace Chan.Distribution.Net.Carriers;

/// <summary>Why a connection could not be opened.</summary>
internal enum CarrierFault
{
    /// <summary>The host part of the name has no address.</summary>
    HostNotFound,

    /// <summary>No port mapper answers on the host.</summary>
    EpmdDown,

    /// <summary>The port mapper does not know the name.</summary>
    NameNotFound,

    /// <summary>Nobody listens on the port.</summary>
    Refused,

    /// <summary>The host cannot be reached.</summary>
    Unreachable,

    /// <summary>The TLS handshake failed.</summary>
    Tls,
}
