using Chan.Distribution.Processes.Signals;
using Chan.Terms;

namespace Chan.Distribution.Processes;

/// <content>Group leaders, and what the layers above note of the end of a process.</content>
public sealed partial class ProcessContext
{
    /// <summary>Makes a process the group leader of another one, as <c>group_leader/2</c>.</summary>
    /// <param name="leader">The new group leader.</param>
    /// <param name="member">Any process; nothing happens when it is gone.</param>
    public void ChangeGroupLeader(ErlPid leader, ErlPid member)
    {
        ArgumentNullException.ThrowIfNull(leader);
        ArgumentNullException.ThrowIfNull(member);
        ThrowIfDead();
        if (Node.IsRemote(member))
        {
            Node.Remote.GroupLeader(leader, member);
        }
        else
        {
            Node.GroupLeaderFromRemote(leader, member);
        }
    }

    /// <summary>Any thread.</summary>
    internal void SetGroupLeader(ErlPid leader)
    {
        Relations relations = ObtainRelations();
        lock (relations)
        {
            if (!relations.IsEnded)
            {
                relations.GroupLeader = leader;
            }
        }
    }

    internal bool TryAddExitCallback(Action<ErlPid> callback)
    {
        Relations relations = ObtainRelations();
        lock (relations)
        {
            if (!relations.IsEnded)
            {
                (relations.ExitCallbacks ??= []).Add(callback);
            }

            return !relations.IsEnded;
        }
    }

    internal void RemoveExitCallback(Action<ErlPid> callback)
    {
        Relations relations = ObtainRelations();
        lock (relations)
        {
            // The list of an ended process is being read without the lock.
            if (!relations.IsEnded)
            {
                relations.ExitCallbacks?.Remove(callback);
            }
        }
    }
}
