using Chan.Distribution.Processes.Mailboxes;
using Chan.Distribution.Processes.Scheduling;
using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>The end of the process.</content>
public sealed partial class ProcessContext
{
    /// <summary>Ends this process with a reason, as <c>exit/1</c>: unwinds the body through an exception that it may catch.</summary>
    /// <param name="reason">The exit reason; <c>normal</c> harms no linked process.</param>
    /// <exception cref="TermException">Always.</exception>
    public void Exit(ErlTerm reason)
    {
        ThrowIfDead();
        throw TermException.Exit(reason);
    }

    /// <summary>Sends an exit signal, as <c>exit/2</c>.</summary>
    /// <param name="target">Any process; nothing happens when it is gone.</param>
    /// <param name="reason"><c>kill</c> cannot be trapped; <c>normal</c> ends no other process than this one.</param>
    public void Exit(ErlPid target, ErlTerm reason)
    {
        ThrowIfDead();
        Node.SendExit(Self, target, reason);
        ThrowIfDead();
    }

    /// <summary>Marks the process dead: from here on nobody can reach it. False when it was dead before. Any thread.</summary>
    internal bool TryDie(ErlTerm reason, out Ending ending)
    {
        ending = default;
        Relations? relations = Interlocked.CompareExchange(ref _relations, Relations.Ended, null);
        if (relations is null)
        {
            _dead = true;
        }
        else if (ReferenceEquals(relations, Relations.Ended))
        {
            return false;
        }
        else
        {
            lock (relations)
            {
                if (relations.IsEnded)
                {
                    return false;
                }

                relations.IsEnded = true;
                if (relations.NodeTies is { } ties)
                {
                    Node.Tied.RemoveAll(ties);
                }

                relations.ExitReason = reason;
                _dead = true;
                if (relations.Name is { } name)
                {
                    Node.ReleaseName(name, this);
                }

                if (relations.PendingSpawns > 0)
                {
                    Node.NoteOrphans(relations, reason);
                }

                ending = new Ending(relations, relations.TakeWatching());
            }
        }

        Node.Table.Remove(Self);
        MessageNode? inbox = Interlocked.Exchange(ref _inbox, MessageNode.Closed);
        if (ReferenceEquals(inbox, MessageNode.Parked))
        {
            Scheduler.Enqueue(this);
        }
        else
        {
            EndSuspension();
        }

        return true;
    }

    /// <summary>What a dead process leaves behind, to be told to others without any lock.</summary>
    internal readonly record struct Ending(Relations? Relations, Watch? Watching);
}
