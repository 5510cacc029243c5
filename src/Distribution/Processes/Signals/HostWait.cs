using Chan.Terms;

namespace Chan.Distribution.Processes.Signals;

/// <summary>Host code that waits for a process to end, or for its mailbox to hold fewer than some number of messages.</summary>
internal sealed class HostWait(int mailboxBelow)
{
    /// <summary>Zero: waits for the end alone, because no mailbox is shorter than empty.</summary>
    public int MailboxBelow { get; } = mailboxBelow;

    /// <summary>Completes with the exit reason, or with null because the mailbox is short enough.</summary>
    public TaskCompletionSource<ErlTerm?> Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
