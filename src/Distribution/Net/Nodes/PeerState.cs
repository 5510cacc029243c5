namespace Chan.Distribution.Net.Nodes;

/// <summary>Where the connection to a peer stands.</summary>
internal enum PeerState
{
    /// <summary>There is none.</summary>
    Idle,

    /// <summary>One is being set up, by this side or the other; signals wait for it.</summary>
    Pending,

    /// <summary>It is up and being announced; signals still wait.</summary>
    Starting,

    /// <summary>It is up.</summary>
    Up,

    /// <summary>It ended, or setting it up failed; those who have ties over it are being told.</summary>
    Closing,
}
