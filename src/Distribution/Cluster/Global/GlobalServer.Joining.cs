using Chan.Distribution.Net.Nodes;
using Chan.Distribution.Otp.Calls;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Cluster.Global;

/// <content>Two worlds become one.</content>
internal sealed partial class GlobalServer
{
    private const int ConnectAttempts = 5;

    /// <summary>Nodes that are dialled at the same time on behalf of one message.</summary>
    private const int ConnectsAtOnce = 16;

    /// <summary>Nodes that are kept in mind; their names come from peers.</summary>
    private const int MaxKnown = 10_000;

    private static readonly ErlAtom LockerAtom = ErlTerm.Atom("locker");
    private static readonly ErlAtom NoLongerAPid = ErlTerm.Atom("no_longer_a_pid");
    private static readonly ErlAtom Unused = ErlTerm.Atom("unused");
    private static readonly ErlAtom LockAtom = ErlTerm.Atom("lock");
    private static readonly ErlAtom Vsn = ErlTerm.Atom("vsn");

    private static long s_tags;

    /// <summary>A number that grows: names an attempt, and orders reports of lost connections.</summary>
    private static ErlTerm NextNumber() => Interlocked.Increment(ref s_tags);

    private void OnNodeUp(ProcessContext self, ErlAtom node)
    {
        GlobalPeer peer = Peer(node);
        if (_known.ContainsKey(node) || peer.MyTag is not null)
        {
            return;
        }

        peer.MyTag = NextNumber();
        Cast(
            self, node, GlobalAtoms.InitConnect, ErlTerm.Tuple(ProtocolVersion, peer.MyTag), self.Node.Name,
            ErlTerm.Tuple(LockerAtom, NoLongerAPid, ErlMap.Empty, _locker!));
        if (peer.Early is { } early)
        {
            peer.Early = null;
            Answer(self, node, peer, early.Tag, early.Locker);
        }
    }

    private void OnInitConnect(ProcessContext self, ErlTerm version, ErlAtom node, ErlTerm locker)
    {
        if (version is not (ErlTuple and [ErlInteger(long number), var tag, ..])
            || locker is not (ErlTuple and [_, _, _, ErlPid itsLocker]))
        {
            return;
        }

        if (number < ProtocolVersion)
        {
            GlobalLog.TooOld(_logger, node, (int)number);
            return;
        }

        if (!IsUp(node) && !_nodes.Nodes(NodeKinds.Visible).Contains(node))
        {
            // Not the first message of a connection whose nodeup is still to come: nothing is kept for whom nobody is connected with.
            return;
        }

        if (_pending.Contains(node))
        {
            Tell(self, node, ErlTerm.Tuple(GlobalAtoms.CancelConnect, self.Node.Name, tag));
            Restart(self, node);
        }

        GlobalPeer peer = Peer(node);
        if (peer.MyTag is null)
        {
            peer.Early = (tag, itsLocker);
        }
        else
        {
            Answer(self, node, peer, tag, itsLocker);
        }
    }

    private bool IsUp(ErlAtom node) => _peers.TryGetValue(node, out GlobalPeer? peer) && peer.MyTag is not null;

    private void Answer(ProcessContext self, ErlAtom node, GlobalPeer peer, ErlTerm tag, ErlPid locker)
    {
        peer.HisTag = tag;
        _pending.Add(node);
        self.Send(_locker!, ErlTerm.Tuple(GlobalAtoms.HisLocker, locker, tag, peer.MyTag!));
        Tell(self, node, ErlTerm.Tuple(GlobalAtoms.InitConnectAck, self.Node.Name, tag, peer.MyTag!));
    }

    private void OnInitConnectAck(ProcessContext self, ErlAtom node, ErlTerm mine, ErlTerm his)
    {
        if (!IsCurrent(node, mine) || Peer(node).HisTag?.Equals(his) != true)
        {
            Tell(self, node, ErlTerm.Tuple(GlobalAtoms.CancelConnect, self.Node.Name, his));
            Restart(self, node);
        }
    }

    private void OnCancelConnect(ProcessContext self, ErlAtom node, ErlTerm tag)
    {
        if (IsCurrent(node, tag))
        {
            _pending.Remove(node);
            Restart(self, node);
        }
    }

    private void Restart(ProcessContext self, ErlAtom node)
    {
        bool isUp = IsUp(node);
        Abandon(self, node, Atoms.None);
        _pending.Remove(node);
        if (isUp)
        {
            OnNodeUp(self, node);
        }
    }

    /// <summary>Ends the attempt with a node. What is to be told to others first goes with the message that makes the locker unlock.</summary>
    private void Abandon(ProcessContext self, ErlAtom node, ErlTerm casts)
    {
        if (!_peers.Remove(node, out GlobalPeer? peer))
        {
            return;
        }

        if (peer.MyTag is { } tag)
        {
            self.Send(_locker!, ErlTerm.Tuple(GlobalAtoms.Cancel, node, tag, casts));
            if (_pending.Contains(node) && peer.HisTag is { } hisTag)
            {
                Tell(self, node, ErlTerm.Tuple(GlobalAtoms.CancelConnect, self.Node.Name, hisTag));
            }
        }

        if (peer.Resolver is { } resolver)
        {
            self.Exit(resolver, Atoms.Kill);
        }
    }

    private void OnLockIsSet(ProcessContext self, ErlAtom node, ErlTerm tag, ErlTerm lockId)
    {
        if (!IsCurrent(node, tag))
        {
            // The locker holds the lock of an attempt that is over.
            self.Send(_locker!, ErlTerm.Tuple(GlobalAtoms.Cancel, node, tag, Atoms.None));
            return;
        }

        GlobalPeer peer = Peer(node);
        Cast(self, node, GlobalAtoms.Exchange, self.Node.Name, _names.ToList(), ErlList.Empty, peer.HisTag!);
        peer.LockId = lockId;
        peer.IsLockSet = true;
        if (peer.EarlyNames is { } names)
        {
            StartComparing(self, node, peer, names);
        }
    }

    private void OnExchange(ProcessContext self, ErlAtom node, ErlList names, ErlTerm tag)
    {
        if (!IsCurrent(node, tag))
        {
            return;
        }

        GlobalPeer peer = Peer(node);
        if (peer.IsLockSet)
        {
            StartComparing(self, node, peer, names);
        }
        else
        {
            peer.EarlyNames = names;
        }
    }

    /// <summary>In a process of its own: locks work meanwhile, and a method of resolution may take its time.</summary>
    private void StartComparing(ProcessContext self, ErlAtom node, GlobalPeer peer, ErlList names)
    {
        ErlPid server = self.Self;
        ErlTerm tag = peer.MyTag!;
        peer.Resolver = self.Spawn(
            async resolver =>
            {
                (ErlList here, ErlList there) = await GlobalConflict.CompareAsync(resolver, node, names, _names, _logger).ConfigureAwait(false);
                resolver.Send(server, GenMessage.Cast(ErlTerm.Tuple([GlobalAtoms.ExchangeOps, node, tag, here, there])));
            },
            new SpawnOptions { Label = "global resolver" });
    }

    private void OnCompared(ProcessContext self, ErlAtom node, ErlTerm tag, ErlList here, ErlList there)
    {
        if (!IsCurrent(node, tag))
        {
            return;
        }

        GlobalPeer peer = Peer(node);
        peer.Resolver = null;
        peer.Operations = here;
        ErlTerm[] known = [.. _known.Select(node => ErlTerm.Tuple(node.Key, node.Value))];
        Cast(
            self, node, GlobalAtoms.Resolved, self.Node.Name, there, ErlTerm.List(known), Unused, _names.ToExternalList(), peer.HisTag!);
        if (peer.EarlyResolved is { } early)
        {
            Join(self, node, peer, early.Operations, early.Known, early.External);
        }
    }

    private void OnResolved(ProcessContext self, ErlAtom node, ErlList operations, ErlList known, ErlList external, ErlTerm tag)
    {
        if (!IsCurrent(node, tag))
        {
            return;
        }

        GlobalPeer peer = Peer(node);
        if (peer.Operations is not null)
        {
            Join(self, node, peer, operations, known, external);
        }
        else
        {
            peer.EarlyResolved = (operations, known, external);
        }
    }

    /// <summary>Both sides know what to do: from here on the peer's world is ours.</summary>
    private void Join(ProcessContext self, ErlAtom node, GlobalPeer peer, ErlList theirs, ErlList hisKnown, ErlList external)
    {
        ErlTerm[] operations = [.. peer.Operations!, .. theirs];
        ErlTerm[] newNodes = [ErlTerm.Tuple(node, ProtocolVersion), .. hisKnown];
        ErlAtom[] hisNodes = [.. hisKnown.Select(NodeOf).OfType<ErlAtom>().Take(MaxKnown)];
        Apply(self, operations, external, peer.LockId);
        ErlTerm information = ErlTerm.List(ErlTerm.Tuple(Vsn, ProtocolVersion), ErlTerm.Tuple(LockAtom, peer.LockId!));
        ErlTerm news = ErlTerm.Tuple(
            [GlobalAtoms.NewNodes, self.Node.Name, ErlTerm.List(operations), external, ErlTerm.List(newNodes), information]);
        NoteSynced(self, node);
        foreach (ErlAtom other in hisNodes)
        {
            _pending.Remove(other);
            Abandon(self, other, Atoms.None);
        }

        _pending.Remove(node);
        Abandon(self, node, ErlTerm.Tuple(ErlTerm.List([.. _known.Keys]), news));
        AddKnown(self, newNodes);
        _synced.Add(node);
        ConnectTo(self, hisNodes);
    }

    private void OnNewNodes(ProcessContext self, ErlAtom node, ErlList operations, ErlList external, ErlList nodes, ErlTerm information)
    {
        ErlAtom[] added = AddKnown(self, nodes);
        ConnectTo(self, added);
        ErlTerm? lockId = null;
        foreach (ErlTerm item in information as ErlList ?? ErlList.Empty)
        {
            lockId = item is ErlTuple and [ErlAtom key, var value] && key == LockAtom ? value : lockId;
        }

        Apply(self, operations, external, lockId);
    }

    private void OnInSync(ProcessContext self, ErlAtom node)
    {
        NoteSynced(self, node);
        _synced.Add(node);
        _pending.Remove(node);
        Abandon(self, node, Atoms.None);
    }

    private static ErlAtom? NodeOf(ErlTerm entry) => entry as ErlAtom ?? (entry is ErlTuple and [ErlAtom node, _] ? node : null);

    private ErlAtom[] AddKnown(ProcessContext self, IEnumerable<ErlTerm> entries)
    {
        var added = new List<ErlAtom>();
        foreach (ErlTerm entry in entries)
        {
            if (_known.Count >= MaxKnown)
            {
                GlobalLog.TooMany(_logger, MaxKnown);
                break;
            }

            int version = entry is ErlTuple and [_, ErlInteger(long given)] && given is > 0 and <= int.MaxValue ? (int)given : ProtocolVersion;
            if (NodeOf(entry) is { } node && node != self.Node.Name && _known.TryAdd(node, version))
            {
                added.Add(node);
            }
        }

        self.Send(_locker!, ErlTerm.Tuple(GlobalAtoms.AddToKnown, ErlTerm.List([.. added])));
        return [.. added];
    }

    /// <summary>Makes the mesh full: nodes that are known through others are connected to, and told that names are shared.</summary>
    private void ConnectTo(ProcessContext self, ErlAtom[] others)
    {
        ErlPid server = self.Self;
        ErlAtom[] wanted = [.. others.Where(other => other != self.Node.Name)];
        if (wanted.Length > 0)
        {
            self.Spawn(connector => ConnectAsync(connector, server, wanted), new SpawnOptions { Label = "global connector" });
        }
    }

    private async Task ConnectAsync(ProcessContext self, ErlPid server, ErlAtom[] others)
    {
        var open = new List<(ErlAtom Node, Task<bool> Connecting)>(ConnectsAtOnce);
        for (int next = 0; next < others.Length || open.Count > 0;)
        {
            if (next < others.Length && open.Count < ConnectsAtOnce)
            {
                open.Add((others[next], TryConnectAsync(others[next], self.Exiting)));
                next++;
                continue;
            }

            await Task.WhenAny(open.Select(attempt => attempt.Connecting)).ConfigureAwait(false);
            int done = open.FindIndex(attempt => attempt.Connecting.IsCompleted);
            (ErlAtom node, Task<bool> connecting) = open[done];
            open.RemoveAt(done);
            if (await connecting.ConfigureAwait(false))
            {
                Cast(self, node, GlobalAtoms.InSync, self.Node.Name, Atoms.True);
            }
            else
            {
                GlobalLog.NotConnected(_logger, node);
                self.Send(server, ErlTerm.Tuple(GlobalAtoms.ExtraNodedown, node));
            }
        }
    }

    private async Task<bool> TryConnectAsync(ErlAtom node, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt <= ConnectAttempts; attempt++)
        {
            if (await _nodes.ConnectAsync(node, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }
}
