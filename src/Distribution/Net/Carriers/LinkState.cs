namespace Chan.Distribution.Net.Carriers;

/// <summary>What a test has done to the way from one node of a <see cref="MemoryNetwork"/> to another.</summary>
internal sealed class LinkState
{
    /// <summary>Bytes stay on the way until this ends.</summary>
    public bool IsHalted { get; set; }

    /// <summary>Nothing gets through, and who tries is told.</summary>
    public bool IsCut { get; set; }

    /// <summary>How long bytes are on the way.</summary>
    public TimeSpan Delay { get; set; }
}
