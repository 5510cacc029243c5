namespace Chan.Distribution.Processes;

/// <summary>What a process does at the moment.</summary>
public enum ProcessStatus
{
    /// <summary>It runs, is about to run, or waits for something else than a message.</summary>
    Running,

    /// <summary>It waits in a receive.</summary>
    Waiting,
}
