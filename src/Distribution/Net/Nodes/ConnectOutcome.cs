namespace Chan.Distribution.Net.Nodes;

/// <summary>What came of an attempt to connect.</summary>
public enum ConnectOutcome
{
    /// <summary>The connection is up.</summary>
    Connected,

    /// <summary>This node is not alive, or being stopped.</summary>
    NotAlive,

    /// <summary>The name is no node name, or one of the other kind (short and long names do not mix).</summary>
    InvalidName,

    /// <summary>The host part of the name has no address.</summary>
    HostNotFound,

    /// <summary>No port mapper (epmd) answers on the host.</summary>
    PortMapperDown,

    /// <summary>The port mapper of the host does not know the name: no such node runs there.</summary>
    NameNotFound,

    /// <summary>Nobody listens on the node's port, or what listens hung up.</summary>
    Refused,

    /// <summary>The host cannot be reached.</summary>
    Unreachable,

    /// <summary>TLS failed: a certificate is missing or not accepted, or one side does not speak TLS.</summary>
    Tls,

    /// <summary>The peer did not answer in time.</summary>
    TimedOut,

    /// <summary>The peer does not want this node, or this one's list of allowed nodes lacks the peer.</summary>
    NotAllowed,

    /// <summary>One of the two lacks something that the other one calls mandatory: their versions are too far apart.</summary>
    MissingFlags,

    /// <summary>A node of another name answered.</summary>
    WrongName,

    /// <summary>The cookies differ.</summary>
    WrongCookie,

    /// <summary>The answer was an attempt to make this node prove the cookie on somebody else's behalf.</summary>
    ReflectedChallenge,

    /// <summary>The answer was no handshake of a node.</summary>
    Malformed,

    /// <summary>Both sides dialled and the attempt that was to go on did not come up, or it was given up.</summary>
    GivenUp,

    /// <summary>The settings say that only an explicit connect may reach the node.</summary>
    NotAutomatic,
}
