using Chan.Distribution.Cluster.Kernel;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Pg;

/// <summary>
/// The server of one scope of process groups. It tells its peers (the servers of the same name on the visible nodes connected to this one)
/// of the members here, and follows theirs.
/// </summary>
/// <param name="table">What it knows, for others to read; empty.</param>
/// <param name="scopes">The scopes of the node, which know the other nodes.</param>
internal sealed partial class PgScope(PgTable table, PgScopes scopes) : SystemServer
{
    private static readonly ErlAtom Discover = ErlTerm.Atom("discover");
    private static readonly ErlAtom Sync = ErlTerm.Atom("sync");
    private static readonly ErlAtom JoinAtom = ErlTerm.Atom("join");
    private static readonly ErlAtom LeaveAtom = ErlTerm.Atom("leave");
    private static readonly ErlAtom JoinLocal = ErlTerm.Atom("join_local");
    private static readonly ErlAtom LeaveLocal = ErlTerm.Atom("leave_local");
    private static readonly ErlAtom NotJoined = ErlTerm.Atom("not_joined");

    private readonly Dictionary<ErlPid, ErlReference> _peers = [];
    private readonly Dictionary<ErlReference, ErlPid> _monitors = [];
    private readonly Dictionary<ErlPid, Member> _members = [];
    private readonly PgSubscribers _subscribers = new();
    private IClusterNodes _nodes = new NoClusterNodes();

    protected override void OnStart(ProcessContext self) => Attach(self);

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
                _subscribers.Tell(self, JoinAtom, group, pids);
                caller.Reply(self, Atoms.Ok);
                break;
            case ErlTuple and [ErlAtom form, var group, var members] when form == LeaveLocal && PidsOf(members) is { } pids:
                caller.Reply(self, LeaveGroup(self, group, pids) ? Atoms.Ok : NotJoined);
                break;
            case ErlAtom form when form == Atoms.Monitor:
                caller.Reply(self, ErlTerm.Tuple(_subscribers.Add(self, caller.Pid, group: null), table.ToMap()));
                break;
            case ErlTuple and [ErlAtom form, var group] when form == Atoms.Monitor:
                caller.Reply(self, ErlTerm.Tuple(_subscribers.Add(self, caller.Pid, group), ErlTerm.List([.. table.Members(group)])));
                break;
            case ErlTuple and [ErlAtom form, ErlReference subscription] when form == Atoms.Demonitor:
                caller.Reply(self, _subscribers.Remove(self, subscription) ? Atoms.Ok : Atoms.False);
                break;
        }

        return ValueTask.CompletedTask;
    }

    protected override ValueTask OnCastAsync(ProcessContext self, ErlTerm request)
    {
        if (request is ErlTuple and [ErlAtom form, ErlPid peer, ErlList { IsProper: true } groups] && form == Sync)
        {
            AddPeer(self, peer);
            Replace(self, peer, groups);
        }

        return ValueTask.CompletedTask;
    }

    protected override ValueTask OnInfoAsync(ProcessContext self, ErlTerm message)
    {
        switch (message)
        {
            case ErlTuple and [ErlAtom form, ErlPid peer, ..] when form == Discover:
                _nodes.SendIfConnected(self, peer, GenMessage.Cast(ErlTerm.Tuple(Sync, self.Self, table.GroupsOf(self.Self))));
                if (AddPeer(self, peer))
                {
                    _nodes.SendIfConnected(self, peer, ErlTerm.Tuple(Discover, self.Self));
                }

                break;
            case ErlTuple and [ErlAtom form, ErlPid peer, var group, var members] when form == JoinAtom && _peers.ContainsKey(peer):
                AddAll(self, peer, group, members);
                break;
            case ErlTuple and [ErlAtom form, ErlPid peer, var members, ErlList { IsProper: true } groups] when form == LeaveAtom && _peers.ContainsKey(peer):
                RemoveAll(self, peer, members, groups);
                break;
            case ErlTuple and [ErlAtom form, ErlAtom node] when form == Atoms.Nodeup:
                _nodes.SendIfConnected(self, ErlTerm.Tuple(table.Scope, node), ErlTerm.Tuple(Discover, self.Self));
                break;
            case ErlAtom form when form == PgScopes.Attached:
                Attach(self);
                break;
            case ErlTuple and [ErlAtom form, ErlReference monitor, _, _, _] when form == Atoms.Down && _subscribers.Down(monitor):
                break;
            case ErlTuple and [ErlAtom form, ErlReference monitor, _, _, _] when form == Atoms.Down && _monitors.Remove(monitor, out ErlPid? gone):
                OnDown(self, gone);
                break;
        }

        return ValueTask.CompletedTask;
    }

    private void Attach(ProcessContext self)
    {
        if (_nodes != scopes.Nodes)
        {
            _nodes = scopes.Nodes;
            _nodes.Watch(self);
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

    private void Tell(ProcessContext self, ErlTerm message)
    {
        foreach (ErlPid peer in _peers.Keys)
        {
            _nodes.SendIfConnected(self, peer, message);
        }
    }
}
