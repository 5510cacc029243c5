namespace Chan.Distribution.Net.Channels;

/// <summary>The figures of a connection at one moment. Packets include ticks; bytes include the lengths of packets.</summary>
internal readonly record struct ChannelStatistics
{
    public long BytesReceived { get; init; }

    public long PacketsReceived { get; init; }

    public long BytesSent { get; init; }

    public long PacketsSent { get; init; }

    /// <summary>Bytes that wait to be written.</summary>
    public long QueuedBytes { get; init; }

    /// <summary>Messages of the peer that have begun and not ended.</summary>
    public int OpenSequences { get; init; }

    /// <summary>When bytes came last, as a timestamp of the channel's clock.</summary>
    public long LastReceived { get; init; }

    /// <summary>When bytes were written last, as a timestamp of the channel's clock.</summary>
    public long LastSent { get; init; }
}
