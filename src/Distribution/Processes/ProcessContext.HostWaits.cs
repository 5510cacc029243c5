using Chan.Distribution.Processes.Signals;

namespace Chan.Distribution.Processes;

/// <content>Host code that waits for this process.</content>
public sealed partial class ProcessContext
{
    /// <summary>Whether anybody waits for the mailbox to become shorter: looked at with every message read.</summary>
    private volatile bool _isWatchedForLength;

    internal bool TryAddWait(HostWait wait)
    {
        Relations relations = ObtainRelations();
        lock (relations)
        {
            if (relations.IsEnded)
            {
                return false;
            }

            (relations.Waits ??= []).Add(wait);
            if (wait.MailboxBelow > 0)
            {
                _isWatchedForLength = true;
            }
        }

        if (wait.MailboxBelow > 0)
        {
            // The reader may have passed the limit before it could see the wait. It reads without a barrier, so this side pays for both.
            Interlocked.MemoryBarrierProcessWide();
            TellWaits();
        }

        return true;
    }

    internal void RemoveWait(HostWait wait)
    {
        Relations relations = ObtainRelations();
        lock (relations)
        {
            // The list of an ended process is being read without the lock.
            if (!relations.IsEnded)
            {
                relations.Waits?.Remove(wait);
            }
        }
    }

    private void TellWaits()
    {
        int length = MailboxLength;
        Relations relations = ObtainRelations();
        lock (relations)
        {
            if (relations.IsEnded || relations.Waits is not { } waits)
            {
                return;
            }

            bool anyLeft = false;
            foreach (HostWait wait in waits)
            {
                if (wait.MailboxBelow > length)
                {
                    wait.Source.TrySetResult(null);
                }
                else
                {
                    anyLeft |= wait.MailboxBelow > 0;
                }
            }

            _isWatchedForLength = anyLeft;
        }
    }
}
