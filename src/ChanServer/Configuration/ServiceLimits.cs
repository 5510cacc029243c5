namespace Chan.Server.Configuration;

/// <summary>Limits of one service, for the time after authentication.</summary>
public sealed record ServiceLimits
{
    /// <summary>Largest <c>length</c> of one frame, in bytes, 1 KiB to 64 MiB, both directions. Default: 1 MiB.</summary>
    public int FrameLimit { get; init; } = 1024 * 1024;

    /// <summary>Unread messages in the service's mailbox at which its session stops reading, 1 to 1,000,000. Default: 1,024.</summary>
    public int MailboxLimit { get; init; } = 1024;

    /// <summary>Sessions of this service at once, 1 to 1,000,000. Default: 10,000.</summary>
    public int MaxSessions { get; init; } = 10_000;

    /// <summary>
    /// Atoms new to the gateway that one session may bring when its service runs on an Erlang node, whose atom table never
    /// shrinks, 0 to 1,000,000. Default: 1,000 (security design, section 7).
    /// </summary>
    public int NewAtoms { get; init; } = 1000;

    /// <summary>
    /// Time that the service's process has to leave once its client is gone, or once it said <c>close</c> itself, 100 ms to 1 h;
    /// then it is killed. Where it is not told ids, also its time for a late answer that other requests wait for. Default: 10 s.
    /// </summary>
    public TimeSpan CloseGrace { get; init; } = TimeSpan.FromSeconds(10);
}
