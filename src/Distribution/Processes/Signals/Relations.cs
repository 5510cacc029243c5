using Chan.Terms;

namespace Chan.Distribution.Processes.Signals;

/// <summary>What ties a process to others, and what few processes have. Made on first need; the object is its own lock.</summary>
/// <remarks>
/// The lock is held for a few instructions and never while user code runs. Where two are needed at once (a local link or
/// monitor is one fact with two ends) they are taken in the order of their pids, by <see cref="PairLock"/> alone.
/// </remarks>
internal sealed partial class Relations
{
    /// <summary>The relations of a process that ended without ever having any.</summary>
    public static readonly Relations Ended = new() { IsEnded = true, ExitReason = Atoms.Normal };

    public bool IsEnded { get; set; }

    public ErlTerm? ExitReason { get; set; }

    public LinkSet? Links { get; set; }

    /// <summary>Links that this process has taken back and the other node has not acknowledged yet.</summary>
    public Dictionary<ErlPid, ulong>? Unlinking { get; set; }

    public WatchList? Owned { get; set; }

    /// <summary>How many of <see cref="Owned"/> are spawn requests without an answer.</summary>
    public int PendingSpawns { get; set; }

    /// <summary>The watches on this process, newest first.</summary>
    public Watch? Watching { get; private set; }

    public int WatchingCount { get; private set; }

    public ErlAtom? Name { get; set; }

    public string? Label { get; set; }

    public ProcessDictionary? Dictionary { get; set; }

    public ErlPid? GroupLeader { get; set; }

    public ReceiveTimer? Timer { get; set; }

    /// <summary>The messages that are to be sent to this process later.</summary>
    public SendTimer? SendTimers { get; private set; }

    public CancellationTokenSource? Exiting { get; set; }

    /// <summary>Host code that waits for the end, or for the mailbox to become shorter.</summary>
    public List<HostWait>? Waits { get; set; }

    /// <summary>The other nodes that it has ties to, or had of late; written by <see cref="ProcessContext.NoteTieTo"/> and <see cref="ForgetTieTo"/>.</summary>
    public NodeTie? NodeTies { get; set; }

    /// <summary>What upper layers want done when the process ends.</summary>
    public List<Action<ErlPid>>? ExitCallbacks { get; set; }

    public void AddWatching(Watch watch)
    {
        watch.WatchingAfter = Watching;
        if (Watching is not null)
        {
            Watching.WatchingBefore = watch;
        }

        Watching = watch;
        watch.IsListedAtTarget = true;
        WatchingCount++;
    }

    public void RemoveWatching(Watch watch)
    {
        if (!watch.IsListedAtTarget)
        {
            return;
        }

        if (watch.WatchingBefore is null)
        {
            Watching = watch.WatchingAfter;
        }
        else
        {
            watch.WatchingBefore.WatchingAfter = watch.WatchingAfter;
        }

        if (watch.WatchingAfter is not null)
        {
            watch.WatchingAfter.WatchingBefore = watch.WatchingBefore;
        }

        watch.WatchingBefore = null;
        watch.WatchingAfter = null;
        watch.IsListedAtTarget = false;
        WatchingCount--;
    }

    public void AddSendTimer(SendTimer timer)
    {
        timer.After = SendTimers;
        if (SendTimers is not null)
        {
            SendTimers.Before = timer;
        }

        SendTimers = timer;
    }

    /// <summary>For a timer that is in the list.</summary>
    public void RemoveSendTimer(SendTimer timer)
    {
        if (timer.Before is null)
        {
            SendTimers = timer.After;
        }
        else
        {
            timer.Before.After = timer.After;
        }

        if (timer.After is not null)
        {
            timer.After.Before = timer.Before;
        }

        timer.Before = null;
        timer.After = null;
    }

    /// <summary>The watches on this process, which is left without any.</summary>
    public Watch? TakeWatching()
    {
        Watch? first = Watching;
        for (Watch? each = first; each is not null; each = each.WatchingAfter)
        {
            each.IsListedAtTarget = false;
        }

        Watching = null;
        WatchingCount = 0;
        return first;
    }
}
