namespace Chan.Distribution.Net.Channels;

/// <summary>Settings of a connection. Immutable; derive a variant with <c>with</c>.</summary>
internal sealed record ChannelOptions
{
    /// <summary>The clock of ticks.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>A peer that was silent for this long is taken to be gone; between 3/4 and 5/4 of it by default. 1 s or more.</summary>
    public TimeSpan NetTickTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often in <see cref="NetTickTime"/> the connection looks whether it has to tick. 4 to 1000.</summary>
    public int TickIntensity { get; init; } = 4;

    /// <summary>From so many queued bytes on, senders are asked to wait. As OTP's <c>+zdbbl</c>.</summary>
    public int BusyLimit { get; init; } = 1024 * 1024;

    /// <summary>
    /// From so many queued bytes on, messages are refused with <c>system_limit</c>. Signals that cannot be refused (links, monitors, exits)
    /// go on up to twice as many; then the connection is dropped.
    /// </summary>
    public long HardLimit { get; init; } = 256L * 1024 * 1024;

    /// <summary>Longest message that is taken from the peer, in bytes; also the bytes that all unfinished messages may have together.</summary>
    public int MaxMessageSize { get; init; } = 1024 * 1024 * 1024;

    /// <summary>Most messages that the peer may have begun and not ended.</summary>
    public int MaxOpenSequences { get; init; } = 10_000;

    /// <summary>Payload bytes of one fragment. A message that is only a little longer than this is not cut.</summary>
    public int FragmentSize { get; init; } = 64 * 1024;

    /// <summary>The length of an interval at whose end the connection looks whether it has to tick.</summary>
    public TimeSpan TickInterval => NetTickTime / TickIntensity;
}
