using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Net.Nodes;

/// <summary>Who wants to hear of nodes that come and go. Thread-safe.</summary>
/// <remarks>
/// Two kinds, as in Erlang: <c>monitor_node</c> (one node, one message for each call, forgotten when it came) and <c>monitor_nodes</c>
/// (all nodes, each subscription with its own options, until taken back). Both end with the process.
/// </remarks>
internal sealed class NodeMonitors(Node node)
{
    private static readonly ErlAtom Nodeup = ErlTerm.Atom("nodeup");
    private static readonly ErlAtom NodeType = ErlTerm.Atom("node_type");
    private static readonly ErlAtom Visible = ErlTerm.Atom("visible");
    private static readonly ErlAtom NodedownReason = ErlTerm.Atom("nodedown_reason");
    private static readonly ErlAtom ConnectionId = ErlTerm.Atom("connection_id");

    private readonly Lock _lock = new();
    private readonly Dictionary<ErlAtom, Dictionary<ErlPid, int>> _single = [];
    private readonly Dictionary<ErlPid, List<NodeMonitorOptions>> _subscriptions = [];
    private readonly Dictionary<ErlAtom, (NodeVisibility Visibility, long ConnectionId)> _up = [];
    private readonly HashSet<ErlPid> _watched = [];

    /// <summary>Counts one more <c>{nodedown, Node}</c> that a process wants.</summary>
    public void Add(ErlPid process, ErlAtom peer)
    {
        lock (_lock)
        {
            if (!_single.TryGetValue(peer, out Dictionary<ErlPid, int>? counts))
            {
                _single[peer] = counts = [];
            }

            counts[process] = counts.GetValueOrDefault(process) + 1;
        }

        ForgetWhenGone(process);
    }

    /// <summary>Counts one less; nothing happens when there is none.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Remove(ErlPid process, ErlAtom peer)
    {
        lock (_lock)
        {
            if (!_single.TryGetValue(peer, out Dictionary<ErlPid, int>? counts) || !counts.TryGetValue(process, out int count))
            {
                return false;
            }

            if (count > 1)
            {
                counts[process] = count - 1;
            }
            else if (counts.Remove(process) && counts.Count == 0)
            {
                _single.Remove(peer);
            }

            return true;
        }
    }

    /// <summary>Starts a subscription; several of one process stack.</summary>
    public void Subscribe(ErlPid process, NodeMonitorOptions options) => Subscribe(process, options, tellPresent: false);

    /// <summary>Starts a subscription that begins with a nodeup for every node that is connected already.</summary>
    public void SubscribeFromStart(ErlPid process, NodeMonitorOptions options) => Subscribe(process, options, tellPresent: true);

    private void Subscribe(ErlPid process, NodeMonitorOptions options, bool tellPresent)
    {
        lock (_lock)
        {
            foreach ((ErlAtom peer, (NodeVisibility visibility, long connectionId)) in tellPresent ? _up : [])
            {
                Tell(process, options, Nodeup, peer, visibility, connectionId, reason: null);
            }

            if (!_subscriptions.TryGetValue(process, out List<NodeMonitorOptions>? list))
            {
                _subscriptions[process] = list = [];
            }

            list.Add(options);
        }

        ForgetWhenGone(process);
    }

    /// <summary>Ends all subscriptions of a process that have the same options.</summary>
    public void Unsubscribe(ErlPid process, NodeMonitorOptions options)
    {
        lock (_lock)
        {
            if (_subscriptions.TryGetValue(process, out List<NodeMonitorOptions>? list))
            {
                list.RemoveAll(options.Equals);
                if (list.Count == 0)
                {
                    _subscriptions.Remove(process);
                }
            }
        }
    }

    /// <summary>A connection is up.</summary>
    public void TellUp(ErlAtom peer, NodeVisibility visibility, long connectionId)
    {
        // Under the lock, so that a process that subscribes at this moment hears of a connection once.
        lock (_lock)
        {
            _up[peer] = (visibility, connectionId);
            TellAll(Nodeup, peer, visibility, connectionId, reason: null);
        }
    }

    /// <summary>A connection ended.</summary>
    public void TellDown(ErlAtom peer, NodeVisibility visibility, long connectionId, ErlTerm reason)
    {
        TellSingle(peer);
        lock (_lock)
        {
            _up.Remove(peer);
            TellAll(Atoms.Nodedown, peer, visibility, connectionId, reason);
        }
    }

    /// <summary>There is no connection, or not any more: those who monitor this one node are told, as often as they asked.</summary>
    public void TellSingle(ErlAtom peer)
    {
        lock (_lock)
        {
            if (_single.Remove(peer, out Dictionary<ErlPid, int>? counts))
            {
                ErlTerm message = ErlTerm.Tuple(Atoms.Nodedown, peer);
                foreach ((ErlPid process, int count) in counts)
                {
                    for (int each = 0; each < count; each++)
                    {
                        node.Send(process, message);
                    }
                }
            }
        }
    }

    private void TellAll(ErlAtom what, ErlAtom peer, NodeVisibility visibility, long connectionId, ErlTerm? reason)
    {
        foreach ((ErlPid process, List<NodeMonitorOptions> list) in _subscriptions)
        {
            foreach (NodeMonitorOptions options in list)
            {
                Tell(process, options, what, peer, visibility, connectionId, reason);
            }
        }
    }

    private void Tell(ErlPid process, NodeMonitorOptions options, ErlAtom what, ErlAtom peer, NodeVisibility visibility, long connectionId, ErlTerm? reason)
    {
        NodeKinds kind = visibility == NodeVisibility.Visible ? NodeKinds.Visible : NodeKinds.Hidden;
        if ((options.NodeType & kind) != 0)
        {
            node.Send(process, Message(options, what, peer, kind, connectionId, reason));
        }
    }

    private static ErlTuple Message(NodeMonitorOptions options, ErlAtom what, ErlAtom peer, NodeKinds kind, long connectionId, ErlTerm? reason)
    {
        if (options.Form == NodeMonitorForm.Plain)
        {
            return ErlTerm.Tuple(what, peer);
        }

        var information = new List<(ErlTerm Key, ErlTerm Value)>(3);
        if (options.ReportReason && reason is not null)
        {
            information.Add((NodedownReason, reason));
        }

        if (options.ReportConnectionId)
        {
            information.Add((ConnectionId, connectionId));
        }

        if (options.ReportNodeType)
        {
            information.Add((NodeType, kind == NodeKinds.Visible ? Visible : Atoms.Hidden));
        }

        ErlTerm last = options.Form == NodeMonitorForm.Map
            ? ErlTerm.Map([.. information])
            : ErlTerm.List([.. information.Select(pair => (ErlTerm)ErlTerm.Tuple(pair.Key, pair.Value))]);
        return ErlTerm.Tuple(what, peer, last);
    }

    private void ForgetWhenGone(ErlPid process)
    {
        lock (_lock)
        {
            if (!_watched.Add(process))
            {
                return;
            }
        }

        if (!node.NotifyExit(process, Forget))
        {
            Forget(process);
        }
    }

    private void Forget(ErlPid process)
    {
        lock (_lock)
        {
            _watched.Remove(process);
            _subscriptions.Remove(process);
            foreach ((ErlAtom peer, Dictionary<ErlPid, int> counts) in _single)
            {
                // Removing while enumerating is allowed for a dictionary; the enumeration goes on.
                if (counts.Remove(process) && counts.Count == 0)
                {
                    _single.Remove(peer);
                }
            }
        }
    }
}
