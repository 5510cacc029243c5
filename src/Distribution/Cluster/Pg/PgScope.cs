using Chan.Distribution.Cluster.Kernel;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Pg;

/// <summary>
/// The server of one scope of process groups. It tells its peers (the servers of the same name on the visible nodes connected to this one)
/// of the members here, and follows theirs.
/// </summary>
/// <param name="table">What it knows, for others to read.</param>
/// <param name="nodes">The other nodes.</param>
internal sealed class PgScope(PgTable table, IClusterNodes nodes) : SystemServer
{
    private static readonly ErlAtom Discover = ErlTerm.Atom("discover");
    private static readonly ErlAtom Sync = ErlTerm.Atom("sync");
    private static readonly ErlAtom JoinAtom = ErlTerm.Atom("join");
    private static readonly ErlAtom Leave = ErlTerm.Atom("leave");
    private static readonly ErlAtom JoinLocal = ErlTerm.Atom("join_local");
    private static readonly ErlAtom LeaveLocal = ErlTerm.Atom("leave_local");
    private static readonly ErlAtom NotJoined = ErlTerm.Atom("not_joined");

    private readonly Dictionary<ErlPid, ErlReference> _peers = [];
    private readonly Dictionary<ErlReference, ErlPid> _monitors = [];
    private readonly Dictionary<ErlPid, ErlReference> _members = [];

    protected override void OnStart(ProcessContext self)
    {
        table.Clear();
        nodes.Watch(self);
    }

    protected override ValueTask OnCallAsync(ProcessContext self, GenFrom caller, ErlTerm request)
    {
        switch (request)
        {
            case ErlTuple and [ErlAtom form, var group, var members] when form == JoinLocal && PidsOf(members) is { } pids:
                foreach (ErlPid pid in pids)
                {
                    Join(self, group, pid);
                }

                Tell(self, ErlTerm.Tuple(JoinAtom, self.Self, group, members));
                caller.Reply(self, Atoms.Ok);
                break;
            case ErlTuple and [ErlAtom form, var group, var members] when form == LeaveLocal && PidsOf(members) is { } pids:
                List<ErlTerm> left = [.. pids.Where(pid => table.Remove(self.Self, group, pid))];
                foreach (ErlTerm pid in left)
                {
                    Unwatch(self, (ErlPid)pid);
                }

                if (left.Count > 0)
                {
                    Tell(self, ErlTerm.Tuple(Leave, self.Self, ErlTerm.List([.. left]), ErlTerm.List(group)));
                }

                caller.Reply(self, left.Count > 0 ? Atoms.Ok : NotJoined);
                break;
        }

        return ValueTask.CompletedTask;
    }

    protected override ValueTask OnCastAsync(ProcessContext self, ErlTerm request)
    {
        if (request is ErlTuple and [ErlAtom form, ErlPid peer, ErlList { IsProper: true } groups] && form == Sync)
        {
            AddPeer(self, peer);
            table.Clear(peer);
            foreach (ErlTerm entry in groups)
            {
                if (entry is ErlTuple and [var group, var members])
                {
                    AddAll(peer, group, members);
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    protected override ValueTask OnInfoAsync(ProcessContext self, ErlTerm message)
    {
        switch (message)
        {
            case ErlTuple and [ErlAtom form, ErlPid peer, ..] when form == Discover:
                nodes.SendIfConnected(self, peer, GenMessage.Cast(ErlTerm.Tuple(Sync, self.Self, table.GroupsOf(self.Self))));
                if (AddPeer(self, peer))
                {
                    nodes.SendIfConnected(self, peer, ErlTerm.Tuple(Discover, self.Self));
                }

                break;
            case ErlTuple and [ErlAtom form, ErlPid peer, var group, var members] when form == JoinAtom && _peers.ContainsKey(peer):
                AddAll(peer, group, members);
                break;
            case ErlTuple and [ErlAtom form, ErlPid peer, var members, ErlList { IsProper: true } groups] when form == Leave && _peers.ContainsKey(peer):
                RemoveAll(peer, members, groups);
                break;
            case ErlTuple and [ErlAtom form, ErlAtom node] when form == Atoms.Nodeup:
                nodes.SendIfConnected(self, ErlTerm.Tuple(table.Scope, node), ErlTerm.Tuple(Discover, self.Self));
                break;
            case ErlTuple and [ErlAtom form, ErlReference monitor, _, _, _] when form == Atoms.Down && _monitors.Remove(monitor, out ErlPid? gone):
                OnDown(self, gone);
                break;
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>One pid or a list of them; <see langword="null"/> for anything else.</summary>
    private static List<ErlPid>? PidsOf(ErlTerm members) => members switch
    {
        ErlPid pid => [pid],
        ErlList { IsProper: true } list when list.All(member => member is ErlPid) => [.. list.Cast<ErlPid>()],
        _ => null,
    };

    private void AddAll(ErlPid peer, ErlTerm group, ErlTerm members)
    {
        foreach (ErlPid pid in PidsOf(members) ?? [])
        {
            table.Add(peer, group, pid);
        }
    }

    private void RemoveAll(ErlPid peer, ErlTerm members, ErlList groups)
    {
        foreach (ErlPid pid in PidsOf(members) ?? [])
        {
            foreach (ErlTerm group in groups)
            {
                table.Remove(peer, group, pid);
            }
        }
    }

    /// <summary>True when the peer is new.</summary>
    private bool AddPeer(ProcessContext self, ErlPid peer)
    {
        if (_peers.ContainsKey(peer))
        {
            return false;
        }

        ErlReference monitor = self.Monitor(peer);
        _peers[peer] = monitor;
        _monitors[monitor] = peer;
        return true;
    }

    private void Join(ProcessContext self, ErlTerm group, ErlPid pid)
    {
        table.Add(self.Self, group, pid);
        if (!_members.ContainsKey(pid))
        {
            ErlReference monitor = self.Monitor(pid);
            _members[pid] = monitor;
            _monitors[monitor] = pid;
        }
    }

    private void Unwatch(ProcessContext self, ErlPid pid)
    {
        if (!table.IsMember(self.Self, pid) && _members.Remove(pid, out ErlReference? monitor))
        {
            self.Demonitor(monitor, DemonitorOptions.Flush);
            _monitors.Remove(monitor);
        }
    }

    private void OnDown(ProcessContext self, ErlPid gone)
    {
        if (_peers.Remove(gone))
        {
            table.Clear(gone);
            return;
        }

        _members.Remove(gone);
        ErlTerm[] groups = [.. table.RemoveEverywhere(self.Self, gone)];
        if (groups.Length > 0)
        {
            Tell(self, ErlTerm.Tuple(Leave, self.Self, gone, ErlTerm.List(groups)));
        }
    }

    private void Tell(ProcessContext self, ErlTerm message)
    {
        foreach (ErlPid peer in _peers.Keys)
        {
            nodes.SendIfConnected(self, peer, message);
        }
    }
}
