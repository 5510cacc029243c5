using System.Collections.Concurrent;
using Chan.Distribution.Processes;
using Chan.Terms;

namespace Chan.Distribution.Net.Nodes;

/// <summary>The other nodes that this one has to do with, and the way of every signal to them.</summary>
/// <remarks>
/// A signal to a node that is up goes to its channel at once. One to a node that is not connects, and waits in order until the connection is
/// up or has failed (<see cref="AutoConnect"/>).
/// </remarks>
internal sealed partial class PeerTable(DistributionLayer layer, Node node, NodeMonitors monitors, AdmissionLimits limits, AutoConnect mode)
    : IRemoteNodes, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Peer> _peers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ErlAtom, Peer> _byAtom = new();
    private volatile bool _isClosed;

    /// <summary>The layer that sets up the connections.</summary>
    public DistributionLayer Layer => layer;

    /// <summary>All entries, in no order.</summary>
    public ICollection<Peer> All => _peers.Values;

    /// <summary>The entry of a node, or null.</summary>
    public Peer? Find(ErlAtom name) => _byAtom.TryGetValue(name, out Peer? peer) ? peer : _peers.GetValueOrDefault(name.Name);

    /// <summary>The entry of a node, made if need be. No atom is made of the name: it may be a stranger's.</summary>
    public Peer Obtain(string name) => _peers.GetOrAdd(name, static (name, limits) => new Peer(name, limits), limits);

    /// <summary>Drops the entry of a peer of which there is nothing to remember.</summary>
    public void DropIfUnknown(Peer peer)
    {
        if (peer.TryRetire())
        {
            _peers.TryRemove(new KeyValuePair<string, Peer>(peer.Name, peer));
            if (peer.Atom is { } atom)
            {
                _byAtom.TryRemove(new KeyValuePair<ErlAtom, Peer>(atom, peer));
            }
        }
    }

    /// <summary>Whether the node is leaving its cluster.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Ends the connections: the node is disposed.</summary>
    public ValueTask DisposeAsync() => layer.DisposeAsync();

    /// <summary>From here on nothing connects; what would is answered as if the node could not be reached.</summary>
    public void Close() => _isClosed = true;

    /// <summary>The entry of a node that this one's own code names, or that has proved the cookie.</summary>
    public Peer Obtain(ErlAtom name)
    {
        if (_byAtom.TryGetValue(name, out Peer? peer))
        {
            return peer;
        }

        peer = Obtain(name.Name);
        peer.Atom = name;
        return _byAtom.GetOrAdd(name, peer);
    }

    private void Post(ErlAtom name, SignalKind kind, in QueuedSignal signal) => Post(name, kind, signal, out _);

    private void Post(ErlAtom name, SignalKind kind, in QueuedSignal signal, out ValueTask room)
    {
        AutoConnect allowed = _isClosed ? AutoConnect.Never : mode;
        while (true)
        {
            Peer peer = Obtain(name);
            if (peer.Channel is { } channel)
            {
                room = signal.Deliver(channel);
                if (kind == SignalKind.Tie && peer.Channel != channel)
                {
                    // The connection ended meanwhile. Those with ties over it are told after the channel is taken away: this one perhaps not.
                    signal.Fail?.Invoke();
                }

                return;
            }

            switch (peer.Post(signal, kind, allowed, out room, out Attempt? dial))
            {
                case PostOutcome.Up:
                    continue;
                case PostOutcome.Retired:
                    DropIfUnknown(peer);
                    continue;
                case PostOutcome.Overflow:
                    throw SystemLimit(name);
                case PostOutcome.Refused:
                    DropIfUnknown(peer);
                    signal.Fail?.Invoke();
                    return;
                default:
                    if (dial is not null)
                    {
                        layer.StartDial(peer, dial);
                    }
                    else if (kind is SignalKind.Untie or SignalKind.Reply)
                    {
                        DropIfUnknown(peer);
                    }

                    return;
            }
        }
    }
}
