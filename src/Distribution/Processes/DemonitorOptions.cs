namespace Chan.Distribution.Processes;

/// <summary>The options of <c>demonitor/2</c>.</summary>
[Flags]
public enum DemonitorOptions
{
    /// <summary>Only takes the monitor back; a DOWN message that is in the mailbox stays there.</summary>
    None = 0,

    /// <summary>Also removes the monitor's DOWN message from the mailbox, if it is there.</summary>
    Flush = 1,
}
