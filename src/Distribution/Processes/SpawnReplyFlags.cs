namespace Chan.Distribution.Processes;

/// <summary>What stands between a new process and the one on another node that asked for it. The values are those of the protocol.</summary>
[Flags]
internal enum SpawnReplyFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A link.</summary>
    Link = 1,

    /// <summary>A monitor, named by the reference of the request.</summary>
    Monitor = 2,
}
