namespace Chan.Protocol.Framing;

/// <summary>Settings of a <see cref="FrameWriter"/>. Source of the limits: design notes, 5.1.</summary>
public sealed record FrameWriterOptions
{
    /// <summary>Native (default) or classic.</summary>
    public FrameFormat Format { get; init; } = FrameFormat.Native;

    /// <summary>First value of <see cref="FrameWriter.MaxLength"/>, in bytes. Default: 1,024, as before READY.</summary>
    public uint MaxLength { get; init; } = FrameLimits.BeforeReady;

    /// <summary>
    /// Bytes that may wait for a slow peer. Default: 8 MiB. Where frames may be longer than that, one frame may wait.
    /// </summary>
    public long QueueLimit { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes from which <see cref="FrameWriter.WaitForRoomAsync"/> waits. Default: 256 KiB.</summary>
    public long HighWater { get; init; } = 256 * 1024;

    /// <summary>Longest time in which the peer may take nothing while something waits. Default: 10 s.</summary>
    public TimeSpan BlockedLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Clock of <see cref="BlockedLimit"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
