namespace Chan.Distribution.Processes.Scheduling;

/// <summary>
/// Something that a thread does once, after the slices of its batch: writing what they sent, so that many messages share a write. When a slice
/// does not end, or the batch goes on for long, it is done earlier.
/// </summary>
internal abstract class BatchEnd
{
    /// <summary>Does it. May come more than once, and on any thread.</summary>
    public abstract void Run();
}
