using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Pg;

/// <summary>Who hears of members that join and leave: of one group, or of all. Belongs to a scope's server.</summary>
internal sealed class PgSubscribers
{
    private readonly Dictionary<ErlReference, (ErlPid Pid, ErlTerm? Group)> _subscribers = [];

    /// <summary>Begins a subscription.</summary>
    /// <param name="self">The server.</param>
    /// <param name="pid">The subscriber.</param>
    /// <param name="group">The group; <see langword="null"/> for all.</param>
    /// <returns>Names it: the monitor of the subscriber.</returns>
    public ErlReference Add(ProcessContext self, ErlPid pid, ErlTerm? group)
    {
        ErlReference monitor = self.Monitor(pid);
        _subscribers[monitor] = (pid, group);
        return monitor;
    }

    /// <summary>Ends a subscription. False when there is none.</summary>
    public bool Remove(ProcessContext self, ErlReference subscription)
    {
        if (!_subscribers.Remove(subscription))
        {
            return false;
        }

        self.Demonitor(subscription, DemonitorOptions.Flush);
        return true;
    }

    /// <summary>A monitor fired. False when it was no subscriber's.</summary>
    public bool Down(ErlReference monitor) => _subscribers.Remove(monitor);

    /// <summary>Sends <c>{Ref, join | leave, Group, Pids}</c>.</summary>
    public void Tell(ProcessContext self, ErlAtom what, ErlTerm group, IReadOnlyCollection<ErlPid> pids)
    {
        if (pids.Count == 0)
        {
            return;
        }

        foreach ((ErlReference subscription, (ErlPid pid, ErlTerm? its)) in _subscribers)
        {
            if (its is null || its.Equals(group))
            {
                self.TrySend(pid, ErlTerm.Tuple(subscription, what, group, ErlTerm.List([.. pids])));
            }
        }
    }
}
