namespace Chan.Distribution.Net.Channels;

/// <summary>The body of a packet, without its length.</summary>
internal readonly ref struct ReceivedPacket
{
    /// <summary>A packet in a buffer that is used again: valid until the next read.</summary>
    public ReceivedPacket(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    /// <summary>A packet in an array of its own.</summary>
    public ReceivedPacket(ReadOnlyMemory<byte> owned)
    {
        Owned = owned;
        Bytes = owned.Span;
    }

    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The same bytes, if they belong to whoever gets the packet; otherwise empty.</summary>
    public ReadOnlyMemory<byte> Owned { get; }

    /// <summary>What follows the first bytes.</summary>
    public ReceivedPacket From(int start) => Owned.IsEmpty ? new ReceivedPacket(Bytes[start..]) : new ReceivedPacket(Owned[start..]);
}
