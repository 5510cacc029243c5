namespace Chan.Distribution.Net.Channels;

/// <summary>Who sees to what is queued.</summary>
internal enum FlushState
{
    /// <summary>Nobody: nothing waits.</summary>
    Idle,

    /// <summary>A thread will write at the end of its batch, or the pool.</summary>
    Planned,

    /// <summary>A write is under way; what is queued meanwhile follows it.</summary>
    Writing,
}
