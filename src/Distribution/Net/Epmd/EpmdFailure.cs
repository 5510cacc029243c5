namespace Chan.Distribution.Net.Epmd;

/// <summary>What went wrong with epmd.</summary>
public enum EpmdFailure
{
    /// <summary>The host's name is not known to the resolver.</summary>
    HostUnknown,

    /// <summary>Nothing takes connections at the port of epmd, or the machine does not answer.</summary>
    Unreachable,

    /// <summary>Epmd took the connection and did not answer in time.</summary>
    Timeout,

    /// <summary>The answer is none of epmd's, or breaks off; another program may have the port.</summary>
    Malformed,

    /// <summary>Another node has registered the name already.</summary>
    NameTaken,

    /// <summary>The node is there, and speaks no version of the handshake that this one speaks.</summary>
    UnsupportedVersion,

    /// <summary>This program cannot take the port in order to serve as epmd itself.</summary>
    CannotServe,
}
