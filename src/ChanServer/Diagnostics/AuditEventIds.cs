namespace Chan.Server.Diagnostics;

/// <summary>Ids of the audit events. They are stable: a number is never given to another event.</summary>
/// <remarks>Source: security design, section 10. 1105 is logged by the client library, 1106 and 1107 by the distribution layer.</remarks>
public static class AuditEventIds
{
    /// <summary>The gateway listens.</summary>
    public const int Started = 1000;

    /// <summary>A configuration came into force.</summary>
    public const int ConfigurationLoaded = 1001;

    /// <summary>A setting makes the gateway less safe than its defaults.</summary>
    public const int InsecureSetting = 1002;

    /// <summary>The gateway stopped listening and ended its sessions.</summary>
    public const int Stopped = 1003;

    /// <summary>A client proved who it is.</summary>
    public const int AuthenticationSucceeded = 1100;

    /// <summary>A client failed to prove who it is, or hung up on the way.</summary>
    public const int AuthenticationFailed = 1101;

    /// <summary>A source is refused for a time, or admitted again.</summary>
    public const int Penalty = 1102;

    /// <summary>A limit was reached.</summary>
    public const int LimitHit = 1103;

    /// <summary>A peer broke the protocol.</summary>
    public const int ProtocolViolation = 1104;

    /// <summary>A session ended.</summary>
    public const int SessionEnded = 1200;

    /// <summary>A peer did not read what was sent to it.</summary>
    public const int SlowPeerClosed = 1201;

    /// <summary>A term was refused by the decoder's limits.</summary>
    public const int TermRefused = 1300;

    /// <summary>A file that holds a secret is not fit to be trusted.</summary>
    public const int SecretFileRefused = 1400;

    /// <summary>A reload gave a service or client another verifier or password, its first one, or took it away.</summary>
    public const int VerifierChanged = 1401;

    /// <summary>Code behind a session failed.</summary>
    public const int HandlerCrashed = 1500;
}
