using Chan.Distribution.Cluster.Kernel;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Cluster.Global;

/// <summary>
/// The process <c>global_name_server</c>: names and locks that all visible nodes of a cluster share. Protocol version 8, that of OTP 25 to 28.
/// </summary>
/// <remarks>
/// Two nodes that connect lock both their worlds, exchange names, resolve clashes and become one world. A loss of one connection is told to
/// all, who then drop the ends of it, so that worlds never overlap.
/// </remarks>
internal sealed partial class GlobalServer : SystemServer
{
    public const int ProtocolVersion = 8;

    private static readonly ErlAtom WhereIsAtom = ErlTerm.Atom("whereis");

    private readonly IClusterNodes _nodes;
    private readonly ILogger _logger;
    private readonly GlobalLocks _locks = new();
    private readonly Dictionary<ErlAtom, int> _known = [];
    private readonly HashSet<ErlAtom> _pending = [];
    private readonly HashSet<ErlAtom> _removing = [];
    private readonly HashSet<ErlAtom> _synced = [];
    private readonly Dictionary<ErlAtom, GlobalPeer> _peers = [];
    private readonly List<(GenFrom Caller, HashSet<ErlAtom> Missing)> _syncers = [];
    private GlobalNames _names = new();
    private ErlPid? _locker;

    public GlobalServer(IClusterNodes nodes, ILogger logger)
    {
        _nodes = nodes;
        _logger = logger;
    }

    protected override void OnStart(ProcessContext self)
    {
        _names = GlobalNames.Begin(self.Node);
        _locker = self.SpawnLink(new GlobalLocker(self.Self, _locks, _nodes).RunAsync, new SpawnOptions { Label = "global locker" });
        _nodes.Watch(self);
    }

    protected override ValueTask OnCallAsync(ProcessContext self, GenFrom caller, ErlTerm request)
    {
        ErlTerm? reply = request switch
        {
            ErlTuple and [ErlAtom("set_lock"), ErlTuple and [var resource, var requester]] => _locks.Set(self, resource, requester, caller.Pid),
            ErlTuple and [ErlAtom("del_lock"), ErlTuple and [var resource, var requester]] => DeleteLock(self, resource, requester, caller.Pid),
            ErlTuple and [ErlAtom("register"), var name, ErlPid pid, var method] => Register(self, name, pid, method, null, caller.Pid),
            ErlTuple and [ErlAtom("register_ext"), var name, ErlPid pid, var method, ErlAtom node] => Register(self, name, pid, method, node, caller.Pid),
            ErlTuple and [ErlAtom("unregister"), var name] => Unregister(self, name),
            ErlTuple and [ErlAtom("sync"), ErlList { IsProper: true } nodes] => Sync(caller, nodes),
            ErlAtom("get_known") => ErlTerm.List([.. _known.Keys]),
            ErlAtom("get_synced") => ErlTerm.List([.. _synced]),
            ErlAtom("get_protocol_version") => ProtocolVersion,
            ErlAtom("get_names_ext") => _names.ToExternalList(),
            _ => null,
        };
        if (reply is not null)
        {
            caller.Reply(self, reply);
        }

        return ValueTask.CompletedTask;
    }

    protected override ValueTask OnCastAsync(ProcessContext self, ErlTerm request)
    {
        switch (request)
        {
            case ErlTuple and [ErlAtom form, var version, ErlAtom node, var locker] when form == GlobalAtoms.InitConnect:
                OnInitConnect(self, version, node, locker);
                break;
            case ErlTuple and [ErlAtom form, ErlAtom node, var tag, var lockId] when form == GlobalAtoms.LockIsSet:
                OnLockIsSet(self, node, tag, lockId);
                break;
            case ErlTuple and [ErlAtom form, ErlPid locker, _, _, var tag] when form == GlobalAtoms.LockSet:
                if (IsCurrent(locker.Node, tag))
                {
                    self.Send(_locker!, request);
                }

                break;
            case ErlTuple and [ErlAtom form, ErlAtom node, ErlList names, _, var tag] when form == GlobalAtoms.Exchange:
                OnExchange(self, node, names, tag);
                break;
            case ErlTuple and [ErlAtom form, ErlAtom node, var tag, ErlList here, ErlList there] when form == GlobalAtoms.ExchangeOps:
                OnCompared(self, node, tag, here, there);
                break;
            case ErlTuple and [ErlAtom form, ErlAtom node, ErlList operations, ErlList known, _, ErlList external, var tag] when form == GlobalAtoms.Resolved:
                OnResolved(self, node, operations, known, external, tag);
                break;
            case ErlTuple and [ErlAtom form, ErlAtom node, ErlList operations, ErlList external, ErlList nodes, var information] when form == GlobalAtoms.NewNodes:
                OnNewNodes(self, node, operations, external, nodes, information);
                break;
            case ErlTuple and [ErlAtom form, ErlAtom node, _] when form == GlobalAtoms.InSync:
                OnInSync(self, node);
                break;
        }

        return ValueTask.CompletedTask;
    }

    protected override ValueTask OnInfoAsync(ProcessContext self, ErlTerm message)
    {
        switch (message)
        {
            case ErlTuple and [ErlAtom form, ErlAtom node] when form == Atoms.Nodeup:
                OnNodeUp(self, node);
                break;
            case ErlTuple and [ErlAtom form, ErlAtom node] when form == Atoms.Nodedown || form == GlobalAtoms.ExtraNodedown:
                OnNodeDown(self, node);
                break;
            case ErlTuple and [ErlAtom form, ErlAtom node, var tag] when form == GlobalAtoms.CancelConnect:
                OnCancelConnect(self, node, tag);
                break;
            case ErlTuple and [ErlAtom form, ErlAtom node, var mine, var his] when form == GlobalAtoms.InitConnectAck:
                OnInitConnectAck(self, node, mine, his);
                break;
            case ErlTuple and [ErlAtom form, ErlAtom teller, var incarnation, ErlInteger number, ErlAtom lost] when form == GlobalAtoms.LostConnection:
                OnLostConnection(self, message, teller, incarnation, number, lost);
                break;
            case ErlTuple and [ErlAtom form, ErlAtom node] when form == GlobalAtoms.RemoveConnection:
                OnRemoveConnection(self, node);
                break;
            case ErlTuple and [ErlAtom form, ErlReference timer, ErlTuple and [ErlAtom teller, ErlAtom lost]] when form == Atoms.Timeout:
                ForgetLostConnection(timer, teller, lost);
                break;
            case ErlTuple and [ErlAtom form, var name, ErlTuple and [ErlPid pid, var tag]] when form == WhereIsAtom:
                OnWhereIs(self, message, name, new GenFrom(pid, tag));
                break;
            case ErlTuple and [ErlAtom form, ErlReference monitor, _, _, _] when form == Atoms.Down:
                _locks.Down(monitor);
                _names.Down(monitor);
                break;
        }

        return ValueTask.CompletedTask;
    }

    private GlobalPeer Peer(ErlAtom node)
    {
        if (!_peers.TryGetValue(node, out GlobalPeer? peer))
        {
            _peers[node] = peer = new GlobalPeer();
        }

        return peer;
    }

    private bool IsCurrent(ErlAtom node, ErlTerm tag) => _peers.TryGetValue(node, out GlobalPeer? peer) && peer.MyTag?.Equals(tag) == true;

    private void Tell(ProcessContext self, ErlAtom node, ErlTerm message)
        => _nodes.SendIfConnected(self, ErlTerm.Tuple(GlobalAtoms.NameServer, node), message);

    private void Cast(ProcessContext self, ErlAtom node, params ReadOnlySpan<ErlTerm> message) => Tell(self, node, GenMessage.Cast(ErlTerm.Tuple(message)));
}
