using Chan.Distribution.Net.Channels;
using Chan.Distribution.Net.Handshake;
using Chan.Terms;
using Microsoft.Extensions.Logging;

namespace Chan.Distribution.Net.Nodes;

/// <content>Connections that are up, from the nodeup to the nodedown.</content>
internal sealed partial class DistributionLayer
{
    /// <summary>Ends the connection with a node, or the attempt to set one up.</summary>
    /// <returns>Completes when everybody has been told; false when there was nothing to end.</returns>
    public async Task<bool> DisconnectAsync(ErlAtom name)
    {
        if (Peers.Find(name) is not { } peer || !peer.Disconnect(out Connection? connection))
        {
            return false;
        }

        if (connection is not null)
        {
            connection.Channel.Close(DisconnectReason);
            await connection.Ended.ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Announces a connection whose handshake succeeded; null when another one goes on in its place.</summary>
    private async Task<Connection?> TryBringUpAsync(Peer peer, Attempt attempt, HandshakeDialogue dialogue, HandshakePeer who, string direction)
    {
        ErlAtom name = ErlTerm.Atom(who.Name);
        ILogger logger = _loggers.CreateLogger<Channel>();
        var channel = new Channel(_node, name, who.Creation, who.Flags, dialogue.Carrier!.Stream, dialogue.Rest, OptionsOfChannel(), logger);
        var connection = new Connection(name, who, dialogue.Carrier, channel)
        {
            Id = Interlocked.Increment(ref _lastConnectionId),
            Since = _node.TimeProvider.GetTimestamp(),
        };
        if (!peer.BeginUp(attempt, connection))
        {
            await channel.DisposeAsync().ConfigureAwait(false);
            return null;
        }

        Peers.Obtain(name);
        NodesLog.NodeUp(_logger, who.Name, connection.Visibility, direction, dialogue.Carrier.Remote);
        Monitors.TellUp(name, connection.Visibility, connection.Id);
        peer.Announced();
        return connection;
    }

    /// <summary>Serves a connection that has been announced until its nodedown has been told.</summary>
    private async Task RunAsync(Peer peer, Connection connection)
    {
        connection.Channel.Start();
        if (_stopping.IsCancellationRequested)
        {
            connection.Channel.Close(NetKernelTerminated);
        }

        if (await peer.FinishUpAsync(connection).ConfigureAwait(false) is > 0 and var refused)
        {
            NodesLog.TooLarge(_logger, peer.Name, refused);
        }

        ChannelEnd end = await connection.Channel.Completion.ConfigureAwait(false);
        peer.BeginClosing(connection);
        await connection.Channel.DisposeAsync().ConfigureAwait(false);
        await connection.Carrier.DisposeAsync().ConfigureAwait(false);

        // In this order: ties fire, then the nodedown, then a next connection may begin.
        _node.ConnectionLost(connection.Node);
        peer.TiesAreTold();
        NodesLog.NodeDown(_logger, peer.Name, end.Reason.Name, end.Text);
        Monitors.TellDown(connection.Node, connection.Visibility, connection.Id, end.Reason);
        if (connection.Peer.IsNamedByUs)
        {
            _names.GiveBack(connection.Peer.Name, connection.Peer.Creation);
        }

        if (connection.Peer.Adopted is not null)
        {
            await LoseNameAsync(peer.Name).ConfigureAwait(false);
        }

        Attempt? next = peer.FinishClosing();
        connection.NoteEnded();
        if (next is not null)
        {
            StartDial(peer, next);
        }
    }

    private ChannelOptions OptionsOfChannel() => new()
    {
        TimeProvider = _node.TimeProvider,
        NetTickTime = NetTickTime,
        TickIntensity = _options.NetTickIntensity,
        HardLimit = _options.HardLimit,
    };
}
