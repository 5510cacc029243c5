using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Pg;

/// <content>Members that come and go, and who hears of it.</content>
internal sealed partial class PgScope
{
    /// <summary>One pid or a list of them; <see langword="null"/> for anything else.</summary>
    private static List<ErlPid>? PidsOf(ErlTerm members) => members switch
    {
        ErlPid pid => [pid],
        ErlList { IsProper: true } list when list.All(member => member is ErlPid) => [.. list.Cast<ErlPid>()],
        _ => null,
    };

    private void Join(ProcessContext self, ErlTerm group, ErlPid pid)
    {
        table.Add(self.Self, group, pid);
        if (!_members.TryGetValue(pid, out Member? member))
        {
            _members[pid] = member = new Member(self.Monitor(pid));
            _monitors[member.Monitor] = pid;
        }

        member.Groups[group] = member.Groups.GetValueOrDefault(group) + 1;
    }

    /// <summary>False when none of the processes was a member.</summary>
    private bool LeaveGroup(ProcessContext self, ErlTerm group, List<ErlPid> pids)
    {
        List<ErlPid> left = [.. pids.Where(pid => table.Remove(self.Self, group, pid))];
        foreach (ErlPid pid in left)
        {
            Leave(self, group, pid);
        }

        if (left.Count > 0)
        {
            Tell(self, ErlTerm.Tuple(LeaveAtom, self.Self, ErlTerm.List([.. left]), ErlTerm.List(group)));
            _subscribers.Tell(self, LeaveAtom, group, left);
        }

        return left.Count > 0;
    }

    private void Leave(ProcessContext self, ErlTerm group, ErlPid pid)
    {
        Member member = _members[pid];
        if (--member.Groups[group] == 0)
        {
            member.Groups.Remove(group);
        }

        if (member.Groups.Count == 0)
        {
            _members.Remove(pid);
            _monitors.Remove(member.Monitor);
            self.Demonitor(member.Monitor, DemonitorOptions.Flush);
        }
    }

    private void AddAll(ProcessContext self, ErlPid peer, ErlTerm group, ErlTerm members)
    {
        List<ErlPid> pids = PidsOf(members) ?? [];
        foreach (ErlPid pid in pids)
        {
            table.Add(peer, group, pid);
        }

        _subscribers.Tell(self, JoinAtom, group, pids);
    }

    private void RemoveAll(ProcessContext self, ErlPid peer, ErlTerm members, ErlList groups)
    {
        List<ErlPid> pids = PidsOf(members) ?? [];
        foreach (ErlTerm group in groups)
        {
            _subscribers.Tell(self, LeaveAtom, group, [.. pids.Where(pid => table.Remove(peer, group, pid))]);
        }
    }

    /// <summary>A peer told all of its members: subscribers hear of those that are new and those that are gone.</summary>
    private void Replace(ProcessContext self, ErlPid peer, ErlList groups)
    {
        IReadOnlyDictionary<ErlTerm, List<ErlPid>> before = table.Clear(peer);
        var told = new Dictionary<ErlTerm, List<ErlPid>>();
        foreach (ErlTerm entry in groups)
        {
            if (entry is ErlTuple and [var group, var members] && PidsOf(members) is { } pids)
            {
                told[group] = told.TryGetValue(group, out List<ErlPid>? more) ? [.. more, .. pids] : pids;
                foreach (ErlPid pid in pids)
                {
                    table.Add(peer, group, pid);
                }
            }
        }

        foreach (ErlTerm group in before.Keys.Union(told.Keys))
        {
            List<ErlPid> had = before.GetValueOrDefault(group) ?? [];
            List<ErlPid> has = told.GetValueOrDefault(group) ?? [];
            _subscribers.Tell(self, JoinAtom, group, Without(has, had));
            _subscribers.Tell(self, LeaveAtom, group, Without(had, has));
        }
    }

    /// <summary>The elements of a list after each of another list was taken out once.</summary>
    private static List<ErlPid> Without(List<ErlPid> pids, List<ErlPid> others)
    {
        List<ErlPid> rest = [.. pids];
        foreach (ErlPid other in others)
        {
            rest.Remove(other);
        }

        return rest;
    }

    private void OnDown(ProcessContext self, ErlPid gone)
    {
        if (_peers.Remove(gone))
        {
            foreach ((ErlTerm group, List<ErlPid> pids) in table.Clear(gone))
            {
                _subscribers.Tell(self, LeaveAtom, group, pids);
            }

            return;
        }

        if (!_members.Remove(gone, out Member? member))
        {
            return;
        }

        ErlTerm[] groups = [.. member.Groups.SelectMany(group => Enumerable.Repeat(group.Key, group.Value))];
        foreach (ErlTerm group in groups)
        {
            table.Remove(self.Self, group, gone);
        }

        Tell(self, ErlTerm.Tuple(LeaveAtom, self.Self, gone, ErlTerm.List(groups)));
        foreach (ErlTerm group in groups)
        {
            _subscribers.Tell(self, LeaveAtom, group, [gone]);
        }
    }

    /// <summary>A process of this node, and how often it is in each of its groups: its end costs no look at those of others.</summary>
    private sealed record Member(ErlReference Monitor)
    {
        public Dictionary<ErlTerm, int> Groups { get; } = [];
    }
}
